/** One folder of a route, read. */
export type Segment =
  | { kind: 'static'; text: string }
  | { kind: 'param' | 'rest' | 'optional-rest'; name: string }

/** The parts of a route's path, without its groups, or what is wrong with it. */
export type RoutePath = { segments: Segment[] } | { problem: string; hint: string }

const forms =
  'A folder is plain text, [name], [...name], [[...name]] or (group); a name has letters, digits, "_" and "-", with a letter in front.'

/** Reads the folders between `app` and a route file. */
export function parseRoutePath(folders: readonly string[]): RoutePath {
  const segments: Segment[] = []
  for (const folder of folders.filter((name) => !/^\(.+\)$/.test(name))) {
    const segment = parseSegment(folder)
    if (!segment) return { problem: `"${folder}" is not a valid route folder.`, hint: forms }
    segments.push(segment)
  }
  return findMisuse(segments) ?? { segments }
}

/** As the user reads it: `/files/[...rest]`. */
export function formatPath(segments: readonly Segment[]): string {
  return `/${segments.map(formatSegment).join('/')}`
}

/**
 * Sorts the more specific path first: compared segment by segment, text comes before a parameter
 * and a parameter before a catch-all.
 */
export function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index]
    if (!other) return 1
    const difference = rank(segment) - rank(other) || compareText(segment, other)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** One key for each pattern of a route; two routes with a key in common answer the same URLs. */
export function keysOf(segments: readonly Segment[]): string[] {
  const keys = segments.map((segment) => (segment.kind === 'static' ? `=${segment.text}` : ':'))
  const last = segments.at(-1)?.kind
  if (last !== 'rest' && last !== 'optional-rest') return [keys.join('/')]
  const base = keys.slice(0, -1)
  const rest = [...base, '*'].join('/')
  return last === 'rest' ? [rest] : [base.join('/'), rest]
}

function parseSegment(folder: string): Segment | undefined {
  const match = /^(\[\[\.\.\.|\[\.\.\.|\[)([A-Za-z][\w-]*)(\]\]?)$/.exec(folder)
  if (!match) {
    // macOS may hand out decomposed letters; URLs have composed ones.
    return /[[\]]|^\(/.test(folder) ? undefined : { kind: 'static', text: folder.normalize() }
  }
  const [, open = '', name = '', close] = match
  if (close !== (open === '[[...' ? ']]' : ']')) return undefined
  return { kind: open === '[' ? 'param' : open === '[...' ? 'rest' : 'optional-rest', name }
}

function findMisuse(segments: readonly Segment[]): RoutePath | undefined {
  const names = new Set<string>()
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'static') continue
    if (segment.kind !== 'param' && index < segments.length - 1) {
      const problem = `The catch-all ${formatSegment(segment)} is not the last part of the path.`
      return {
        problem,
        hint: 'It matches everything that follows. Move the route into it, or use [name].',
      }
    }
    if (names.has(segment.name)) {
      const problem = `The path has two parameters named "${segment.name}".`
      return { problem, hint: 'Rename one of the folders: `params` has one value for each name.' }
    }
    names.add(segment.name)
  }
  return undefined
}

function formatSegment(segment: Segment): string {
  switch (segment.kind) {
    case 'static':
      return segment.text
    case 'param':
      return `[${segment.name}]`
    case 'rest':
      return `[...${segment.name}]`
    case 'optional-rest':
      return `[[...${segment.name}]]`
  }
}

function rank({ kind }: Segment): number {
  return ['static', 'param', 'rest', 'optional-rest'].indexOf(kind)
}

function compareText(a: Segment, b: Segment): number {
  if (a.kind !== 'static' || b.kind !== 'static' || a.text === b.text) return 0
  return a.text < b.text ? -1 : 1
}
