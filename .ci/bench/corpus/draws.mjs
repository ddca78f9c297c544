// What a document is drawn from: one sequence of numbers per document, so that
// a document is the same whatever stands before it.

import { generator } from '../../readers/random.mjs';

// draws returns the draws of one document of a corpus.
export function draws(seed, number) {
  const random = generator(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const between = (least, most) => least + random.below(most - least + 1);
  return {
    ...random,
    between,
    often: (list) => list[random.below(1 + random.below(list.length))], // the first ones
    date: (from, to) => `${between(from, to)}-${two(between(1, 12))}-${two(between(1, 28))}`,
    digits: (length) => random.list(length, () => random.below(10)).join(''),
    hex: (length) => random.list(length, () => random.below(16).toString(16)).join(''),
    size: (median, spread, most) => Math.min(most, Math.max(1, Math.round(median * Math.exp(spread * normal(random))))),
  };
}

// normal draws from the standard normal distribution, near enough: the sum of
// twelve even draws.
function normal(random) {
  return random.list(12, () => random.below(2 ** 24) / 2 ** 24).reduce((sum, one) => sum + one) - 6;
}

// two writes a number of at most two digits with two.
export function two(number) {
  return String(number).padStart(2, '0');
}
