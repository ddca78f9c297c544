// Numbers that look random and are the same at every run.

// generator returns functions that draw from one sequence (mulberry32).
export function generator(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return {
    below,
    pick: (list) => list[below(list.length)],
    chance: (share) => next() < share,
    list: (n, make) => Array.from({ length: n }, (_, i) => make(i)),
  };
}
