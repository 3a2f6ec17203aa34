// What `dotFour` found.
export let dot0: f32 = 0
export let dot1: f32 = 0
export let dot2: f32 = 0
export let dot3: f32 = 0

// @ts-ignore: AssemblyScript decorator
@inline
export function sumOf(four: v128): f32 {
  const low = f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1)
  return low + (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3))
}

/** The dot products of `bytes` from `one` on with those of four rows, the first at `first`. A multiple of 16 bytes. */
export function dotFour(one: usize, first: usize, stride: usize, bytes: usize): void {
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  const second = first + stride
  const third = second + stride
  const fourth = third + stride
  for (let i: usize = 0; i < bytes; i += 16) {
    const own = v128.load(one + i)
    a = f32x4.add(a, f32x4.mul(own, v128.load(first + i)))
    b = f32x4.add(b, f32x4.mul(own, v128.load(second + i)))
    c = f32x4.add(c, f32x4.mul(own, v128.load(third + i)))
    d = f32x4.add(d, f32x4.mul(own, v128.load(fourth + i)))
  }
  dot0 = sumOf(a)
  dot1 = sumOf(b)
  dot2 = sumOf(c)
  dot3 = sumOf(d)
}
