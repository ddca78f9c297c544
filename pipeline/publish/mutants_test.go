//go:build exhaustive || nightly

package publish_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// An edit is a place of the program's text and what a mistake would make of it.
type edit struct{ file, old, new string }

// A mutant is a deliberate mistake in the protocol, the tests that are to catch
// it, and the words in which they must.
type mutant struct {
	mistake string
	edits   []edit
	tests   string
	words   string
}

var mutants = []mutant{
	{"the pointer moves before the files are there", []edit{
		{"publish.go", "	if receipt.Uploaded, err = upload(ctx, b, r, before); err != nil {\n		return receipt, err\n	}\n	return receipt, receipt.commit(", "	defer upload(ctx, b, r, before)\n	return receipt, receipt.commit("},
		{"commit.go", "	if err == nil {\n		err = c.inPlace(ctx)\n	}\n", ""},
	}, "TestSweep/the_next_release$", "invariant 2"},
	{"the manifest goes before the files", []edit{
		{"upload.go", "	err := inParallel(ctx, r.Artifacts[:last], bring)\n	if err == nil {\n		err = bring(ctx, r.Artifacts[last])\n	}", "	err := bring(ctx, r.Artifacts[last])\n	if err == nil {\n		err = inParallel(ctx, r.Artifacts[:last], bring)\n	}"},
	}, "TestSweep/the_next_release$", "invariant 2"},
	{"the pointer is written whatever it was", []edit{
		{"commit.go", "_, err = c.bucket.Swap(ctx, currentKey, old, file)", "err = c.bucket.Put(ctx, currentKey, file)"},
		{"commit.go", "	var old store.Version\n	if c.before != nil {\n		old = c.before.version\n	}\n", ""},
	}, "TestPausedWriter", "invariant 4"},
	{"the first pointer is written whatever was there", []edit{
		{"commit.go", "_, err = c.bucket.Swap(ctx, currentKey, old, file)", "if c.before == nil {\n			err = c.bucket.Put(ctx, currentKey, file)\n		} else {\n			_, err = c.bucket.Swap(ctx, currentKey, old, file)\n		}"},
	}, "TestPausedWriter", "invariant 4"},
	{"the pointer is taken to be the one it is now", []edit{
		{"commit.go", "		old = c.before.version\n", "		now, err := readPointer(ctx, c.bucket)\n		if err != nil {\n			return err\n		}\n		old = now.version\n"},
	}, "TestWriters", "invariant 4"},
	{"the pointer is not read back after an error", []edit{
		{"commit.go", "	now, err := readPointer(ctx, c.bucket)\n	switch {\n	case err == nil && now.Pointer.Nonce == c.pointer.Nonce:\n		return nil\n	case swapErr == nil:", "	if swapErr != nil {\n		return swapErr\n	}\n	now, err := readPointer(ctx, c.bucket)\n	switch {\n	case err == nil && now.Pointer.Nonce == c.pointer.Nonce:\n		return nil\n	case swapErr == nil:"},
	}, "TestSweep/the_first_release$", "invariant 6: the run has published, and says"},
	{"an error is taken for a success", []edit{
		{"commit.go", "	case err == nil && now.Pointer.Nonce == c.pointer.Nonce:\n		return nil\n	case swapErr == nil:", "	case err == nil && now.Pointer.Nonce == c.pointer.Nonce, swapErr != nil:\n		return nil\n	case swapErr == nil:"},
	}, "TestSweep/the_first_release$", "invariant 6: the run says that it has published, and has not"},
	{"the storage's word is enough", []edit{
		{"commit.go", "	case swapErr == nil:\n		return c.doubt(now, err)", "	case swapErr == nil:\n		return nil"},
	}, "TestSweep/the_first_release$", "invariant 6: the run says that it has published, and has not"},
	{"an outcome that nobody can know is a failure", []edit{
		{"commit.go", "return fmt.Errorf(\"%w: %v, and then: %v\", ErrUnknown, swapErr, err)", "return swapErr"},
	}, "TestPointer", "want whether the release is public is not known"},
	{"what was overtaken is taken for lost", []edit{
		{"commit.go", "		return c.overtaken(ctx, now.Pointer)", "		return conflict(now.Pointer)"},
	}, "TestOvertaken", "another run published first"},
	{"the copies are made before the pointer moves", []edit{
		{"publish.go", "	return receipt, receipt.commit(", "	projection(ctx, b, &Public{Pointer: pointer, Manifest: r.Manifest})\n	return receipt, receipt.commit("},
	}, "TestSweep/the_next_release$", "invariant 7"},
	{"the catalogue is copied before the tables", []edit{
		{"project.go", "	case f.Path == catalogPath:\n		return 3", "	case f.Path == catalogPath:\n		return 0"},
		{"project.go", "	case f.Table != \"\":\n		return 0", "	case f.Table != \"\":\n		return 3"},
	}, "TestSweep/the_next_release$", "invariant 7"},
	{"the manifest is copied first", []edit{
		{"project.go", "	groups = append(groups, []release.File{{\n		Path: release.ManifestPath, MediaType: jsonType, Size: info.Size, SHA256: public.Pointer.Manifest,\n	}})", "	groups = append([][]release.File{{{\n		Path: release.ManifestPath, MediaType: jsonType, Size: info.Size, SHA256: public.Pointer.Manifest,\n	}}}, groups...)"},
	}, "TestSweep/the_next_release$", "invariant 7"},
	{"only the manifest of the copies is looked at", []edit{
		{"project.go", "append(slices.Clone(public.Manifest.Files), manifest), func", "[]release.File{manifest}, func"},
	}, "TestLateCopy", "latest/propositions.csv"},
	{"nobody repairs the copies", []edit{
		{"publish.go", "	if whole, err := isProjected(ctx, b, before); err != nil || !whole {\n		receipt.project(ctx, b)\n	}\n", ""},
	}, "TestSweep/the_next_release$", "invariant 8"},
	{"whoever copies does not look again", []edit{
		{"project.go", "		if err := projection(ctx, b, public); err != nil {\n			return err\n		}\n", "		if err := projection(ctx, b, public); err != nil || round == 0 {\n			return err\n		}\n"},
		{"project.go", "	for range rounds {\n		public, err := Read", "	for round := range rounds {\n		public, err := Read"},
	}, "TestPausedCopies", "latest/"},
	{"nothing is verified once it is written", []edit{
		{"../store/write.go", "	case err == nil:\n		err = b.verify(ctx, full, c)\n	}\n	if err != nil {\n		return fmt.Errorf(\"create", "	}\n	if err != nil {\n		return fmt.Errorf(\"create"},
		{"commit.go", "	if err == nil {\n		err = c.inPlace(ctx)\n	}\n", ""},
	}, "TestSweep/the_next_release$", "invariant 4: commits/"},
	{"a copy is not verified", []edit{
		{"../store/write.go", "	if err == nil {\n		err = b.verify(ctx, full, c)\n	}\n	if err != nil {\n		return fmt.Errorf(\"copy", "	if err != nil {\n		return fmt.Errorf(\"copy"},
	}, "TestSweep/a_repair$", "invariant 7"},
	{"what is there is known by its size", []edit{
		{"upload.go", "	case info.Size != c.Size, known && info.SHA256 != c.SHA256:", "	case info.Size != c.Size:"},
	}, "TestPoisoned$", "got error <nil>"},
	{"what is there is taken as it is", []edit{
		{"upload.go", "	case info.Size != c.Size, known && info.SHA256 != c.SHA256:\n		return false, fmt.Errorf(\"create %s: %w\", key, store.ErrExist)\n", ""},
	}, "TestPoisoned$", "got error <nil>"},
	{"the manifest is not held to the pointer", []edit{
		{"pointer.go", "	if sum := sumOf(data); sum != p.Manifest {\n		return release.Manifest{}, fmt.Errorf(\"%s has the SHA-256 %s, not %s\", key, sum, p.Manifest)\n	}\n", ""},
	}, "TestPoisonedPointer", "another_manifest"},
	{"a pointer is half understood", []edit{
		{"pointer.go", "	d.DisallowUnknownFields()\n", ""},
	}, "TestPoisonedPointer", "a_member_of_a_later_program"},
	{"two attempts at one release have one nonce", []edit{
		{"publish.go", "return strings.ToLower(rand.Text())", "return strings.ToLower(rand.Text())[:0] + \"aaaaaaaaaaaaaaaaaaaaaaaaaa\""},
	}, "TestRaceWithOneself", "got ["},
	{"the generation does not grow", []edit{
		{"publish.go", "before.Pointer.Generation+1, before.Pointer.Release", "before.Pointer.Generation, before.Pointer.Release"},
	}, "TestSweep/the_next_release$", "invariant 4"},
	{"the pointer does not say what it follows", []edit{
		{"publish.go", "before.Pointer.Generation+1, before.Pointer.Release", "before.Pointer.Generation+1, \"\""},
	}, "TestSweep/the_next_release$", "invariant 4"},
	{"no record of the attempt is written", []edit{
		{"commit.go", "	err = c.bucket.Create(ctx, c.pointer.recordKey(), store.Bytes(data, jsonType, cacheForEver))\n", ""},
	}, "TestSweep/the_next_release$", "invariant 4"},
	{"a run cleans up after a failure it does not understand", []edit{
		{"publish.go", "	if err == nil {\n		r.project(ctx, c.bucket)\n	}", "	if err == nil {\n		r.project(ctx, c.bucket)\n	} else {\n		for _, f := range c.files {\n			_ = c.bucket.Delete(context.WithoutCancel(ctx), releaseKey(c.pointer.Release, f.Path))\n		}\n	}"},
	}, "TestSweep/the_next_release$", "invariant 5"},
	{"the storage is not asked what it does", []edit{
		{"publish.go", "	if found.Conditional {", "	if found.Conditional || true {"},
	}, "TestWithoutConditions", "TestWithoutConditions"},
	{"the dead hold up the living", []edit{
		{"alone.go", "	if err := c.outbid(ctx); err != nil {\n		return err\n	}\n", ""},
	}, "TestOutbid", "another run published first"},
	{"what is collected is not looked at again", []edit{
		{"gc.go", "		if kept[unit] {", "		if kept[unit] && false {"},
	}, "TestCollectionMeetsPublication", "manifest.json is missing"},
	{"what is marked is deleted at once", []edit{
		{"stock.go", "m.Deleting, now.Sub(m.Time) >= markAge:", "m.Deleting, true:"},
	}, "TestCollect$", "--- FAIL: TestCollect"},
	{"going back leaves the mark", []edit{
		{"rollback.go", "	err := unmark(ctx, b, p.pointer.Release)\n", "	var err error\n"},
	}, "Test(Rollback|Collection)Meets", "--- FAIL: Test"},
	{"a run that slept does not look whether its files are there", []edit{
		{"commit.go", "	if err == nil {\n		err = c.inPlace(ctx)\n	}\n", ""},
	}, "TestPublicationMeetsCollection", "--- FAIL: TestPublicationMeetsCollection"},
	{"going back undoes a withdrawal", []edit{
		{"past.go", "				p.withdrawn = words.against(&p.manifest)\n", ""},
	}, "TestRollbackOfAWithdrawal", "--- FAIL: TestRollbackOfAWithdrawal"},
	{"what is public is erased", []edit{
		{"purge.go", "	if t.isPublic {", "	if t.isPublic && false {"},
	}, "TestPurgeOfWhatIsPublic", "--- FAIL: TestPurgeOfWhatIsPublic"},
	{"a purge retires a release last", []edit{
		{"purge.go", "	if !f.retired {\n		if err := p.retire(ctx, b, f, key); err != nil {\n			return fmt.Errorf(\"retire release %s: %w\", f.release, err)\n		}\n	}\n", "	defer p.retire(ctx, b, f, key)\n"},
	}, "TestPurge|TestRunUnderAPurge", "--- FAIL: Test"},
	{"the swap is sent again by the library", []edit{
		{"../store/s3_write.go", "		if w.once {\n			o.Retryer = aws.NopRetryer{}\n		}", "		_ = w.once && o.Retryer == aws.NopRetryer{}"},
	}, "TestSentOnce", "the pointer was sent again"},
}

// TestMutants makes each mistake in turn, and wants the tests to catch it, in
// the right words. A mistake that nothing catches is a hole in the tests.
func TestMutants(t *testing.T) {
	t.Parallel()
	for _, m := range mutants {
		t.Run(m.mistake, func(t *testing.T) {
			t.Parallel()
			out, err := m.test(t)
			if err == nil {
				t.Fatalf("%s does not catch it", m.tests)
			}
			if !strings.Contains(out, "--- FAIL") || !strings.Contains(out, m.words) {
				t.Fatalf("want %q of %s; got:\n%s", m.words, m.tests, out)
			}
			t.Logf("caught by %s: %s", m.tests, caughtBy(out, m.words))
		})
	}
}

// caughtBy is the line of an output with the words wanted.
func caughtBy(out, words string) string {
	for line := range strings.Lines(out) {
		if strings.Contains(line, words) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// test builds the tests with the mistake in the program, runs those that are to
// catch it, and returns what they say.
func (m mutant) test(t *testing.T) (string, error) {
	dir := t.TempDir()
	overlay := map[string]map[string]string{"Replace": m.overlay(t, dir)}
	data, err := json.Marshal(overlay)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "overlay.json"), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "mutant.test")
	build := exec.Command("go", "test", "-c", "-tags", "mutant", "-ldflags=-s -w", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, ".")
	build.Dir = packageDir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	run := exec.CommandContext(t.Context(), binary, "-test.run", "^"+m.tests, "-test.timeout", "5m")
	run.Dir = packageDir
	out, err := run.CombinedOutput()
	return string(out), err
}

// overlay writes the files that the mistake is in to dir, and returns which file
// each stands for.
func (m mutant) overlay(t *testing.T, dir string) map[string]string {
	t.Helper()
	replaced := map[string]string{}
	for _, e := range m.edits {
		path := filepath.Join(packageDir, e.file)
		from := path
		if replaced[path] != "" {
			from = replaced[path]
		}
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), e.old); n != 1 {
			t.Fatalf("%s holds %d times: %s", e.file, n, e.old)
		}
		replaced[path] = filepath.Join(dir, filepath.Base(e.file))
		if err := os.WriteFile(replaced[path], []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return replaced
}
