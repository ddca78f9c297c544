package definition

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// Open loads the definition in a folder of the operating system, laid out as
// FORMAT.md says.
func Open(dir string) (*Definition, error) {
	if _, err := os.Stat(filepath.Join(dir, "datapackage.json")); err != nil {
		return nil, &InvalidError{Problems: []Problem{{File: dir, Text: "no definition here: datapackage.json is missing or cannot be read"}}}
	}
	return Load(os.DirFS(filepath.Join(dir, "schema")), os.DirFS(dir))
}

// Load loads a definition: contract holds canevas.schema.json, rules.yaml,
// codes.csv and columns.csv, publication holds datapackage.json and tables. An
// [*InvalidError] lists everything that is wrong with it.
func Load(contract, publication fs.FS) (*Definition, error) {
	l := &loader{contract: contract, publication: publication, hash: map[string]string{}}
	l.readSchema()
	l.readCodes()
	l.readColumns()
	l.readRules()
	l.readPackage()
	if err := l.err(); err != nil {
		return nil, err
	}
	l.verify()
	if err := l.err(); err != nil {
		return nil, err
	}
	l.def.Hash = l.sum()
	return &l.def, nil
}

// A loader reads the files of a definition, and remembers where everything
// stood until the whole has been verified.
type loader struct {
	problems
	contract, publication fs.FS
	def                   Definition
	schema, rules, pkg    *file
	columns               *file             // columns.csv
	tables                []*file           // parallel to def.Tables
	hash                  map[string]string // file name to SHA-256
}

// A file is one file of a definition: its name inside it, and its content once
// parsed.
type file struct {
	name string
	tree *tree.Tree
}

// read returns the bytes of a file and takes them into the hash. A file that
// is missing is a problem unless optional.
func (l *loader) read(from fs.FS, folder, name string) (*file, []byte, bool) {
	f := &file{name: path.Join(folder, name)}
	data, err := fs.ReadFile(from, name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.New("missing")
		}
		l.problems.read(f, err)
		return f, nil, false
	}
	sum := sha256.Sum256(data)
	l.hash[f.name] = hex.EncodeToString(sum[:])
	return f, data, true
}

// readOptional is read for a file that a definition may do without.
func (l *loader) readOptional(from fs.FS, folder, name string) (*file, []byte, bool) {
	if _, err := fs.Stat(from, name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, false
	}
	return l.read(from, folder, name)
}

// decode parses data and decodes it into out.
func (l *loader) decode(f *file, data []byte, parse parser, out any) bool {
	t, err := parse(data, tree.Limits{})
	if err == nil && out != nil {
		f.tree = t
		err = t.Unmarshal(out)
	}
	if err != nil {
		l.problems.read(f, err)
		return false
	}
	f.tree = t
	return true
}

type parser func([]byte, tree.Limits) (*tree.Tree, error)

func (l *loader) readSchema() {
	f, data, ok := l.read(l.contract, "schema", "canevas.schema.json")
	l.schema = f
	if !ok || !l.decode(f, data, tree.ParseJSON, nil) {
		return
	}
	l.def.SchemaJSON = data
	if l.def.Schema = newSchema(&f.tree.Root); l.def.Schema == nil {
		l.add(f, "", "a JSON Schema is an object; got: %s", f.tree.Root.Kind)
	}
}

func (l *loader) readRules() {
	f, data, ok := l.readOptional(l.contract, "schema", "rules.yaml")
	if !ok {
		return
	}
	var content struct {
		Rules []Rule `json:"rules"`
	}
	if l.decode(f, data, tree.ParseYAML, &content) {
		l.rules, l.def.Rules = f, content.Rules
	}
}

func (l *loader) readCodes() {
	f, data, ok := l.readOptional(l.contract, "schema", "codes.csv")
	if !ok {
		return
	}
	codes, err := parseCodes(data)
	if err != nil {
		l.problems.read(f, err)
	}
	l.def.Codes = codes
}

func (l *loader) sum() string {
	h := sha256.New()
	for _, name := range sorted(l.hash) {
		fmt.Fprintf(h, "%s %s\n", l.hash[name], name)
	}
	return hex.EncodeToString(h.Sum(nil))
}
