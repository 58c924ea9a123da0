/** What test/fixtures/v1.json holds: all kinds of values, and each kind of row. */
export function createFixtureValue(): Record<string, unknown> {
  const item = (id: number): unknown => ({
    id,
    text: 'lorem ipsum '.repeat(5),
    meta: { tags: ['a', id % 3] },
  })
  const list = Array.from({ length: 300 }, (_, id) => item(id))
  return {
    title: 'fixture',
    list,
    map: new Map<unknown, unknown>(
      list.slice(0, 60).map((value, id) => [id % 2 ? id : `k${id}`, value]),
    ),
    set: new Set(Array.from({ length: 200 }, (_, id) => `member ${id}`)),
    fields: Object.fromEntries(list.slice(0, 60).map((value, id) => [`f${id}`, value])),
    bare: Object.assign(Object.create(null) as object, { x: 1 }),
    odd: [undefined, NaN, -0, Infinity, -Infinity, 123n, null, , { $: ['u'] }],
    date: new Date(1_700_000_000_000),
    never: new Date(NaN),
    pattern: /a"\/b/giu,
    text: 'x"\n'.repeat(2000),
    few: new Uint8Array([1, 2, 3]),
    many: new Uint16Array(5000).fill(258),
    view: new DataView(new ArrayBuffer(8)),
    ['__proto__x']: { constructor: 1 },
  }
}
