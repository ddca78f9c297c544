package tree

import "slices"

// Settle decides what the plain scalars of a YAML tree are, in place. A number
// or boolean standing where wants names String and not its own kind becomes
// the String its author wrote: a SIREN without quotes is no number. Whatever
// wants knows nothing of stays as it is, and so does null, because an empty
// field is not a text.
//
// wants is asked with the pattern of a place: its JSON Pointer with "*" for
// every index of an array.
func Settle(root *Value, wants func(pattern string) []Kind) { root.settle("", wants) }

func (v *Value) settle(pattern string, wants func(string) []Kind) {
	if v.Plain && (v.Kind == Number || v.Kind == Bool) {
		if kinds := wants(pattern); slices.Contains(kinds, String) && !slices.Contains(kinds, v.Kind) {
			v.Kind = String
		}
	}
	for i := range v.Children {
		token := "*"
		if v.Kind == Object {
			token = v.token(i)
		}
		v.Children[i].settle(pattern+"/"+token, wants)
	}
}
