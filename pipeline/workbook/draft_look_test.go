package workbook

import (
	"fmt"
	"math"
	"testing"
)

// luminance returns the relative luminance of a colour, as WCAG 2 defines it.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	var channels [3]uint8
	if _, err := fmt.Sscanf(colour, "%02x%02x%02x", &channels[0], &channels[1], &channels[2]); err != nil {
		t.Fatalf("%q is no colour: %v", colour, err)
	}
	total := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(channels[i]) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		total += weight * c
	}
	return total
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light, dark := luminance(t, a), luminance(t, b)
	return (max(light, dark) + 0.05) / (min(light, dark) + 0.05)
}

// TestLooksAreReadable holds texts and frames to the contrasts of WCAG 2.
func TestLooksAreReadable(t *testing.T) {
	const paper, ofText, ofLines = "FFFFFF", 4.5, 3
	for i, l := range append(looks[:], inputLook) {
		behind := paper
		if l.fill != "" {
			behind = l.fill
		}
		if got := contrast(t, l.ink, behind); got < ofText {
			t.Errorf("look %d: contrast of %.1f", i, got)
		}
	}
	if got := contrast(t, frameColour, paper); got < ofLines {
		t.Errorf("frames: contrast of %.1f", got)
	}
	if got := contrast(t, frameColour, inputLook.fill); got < ofLines {
		t.Errorf("frames of inputs: contrast of %.1f", got)
	}
}
