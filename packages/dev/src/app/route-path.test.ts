import { METHOD_NAME_ALL } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { describe, expect, it } from 'vitest'
import { compareSegments, formatPath, parseRoutePath, type Segment } from './route-path.ts'
import { patternsOf } from './route-patterns.ts'

function segmentsOf(path: string): Segment[] {
  const parsed = parseRoutePath(path.split('/').filter(Boolean))
  if ('segments' in parsed) return parsed.segments
  throw new Error(parsed.problem)
}

function patterns(path: string): string[] {
  return patternsOf(segmentsOf(path))
}

const routers = {
  TrieRouter: () => new TrieRouter<string>(),
  SmartRouter: () => new SmartRouter<string>({ routers: [new RegExpRouter(), new TrieRouter()] }),
}

/** Sorts the routes, gives them to the router, and returns which one answers a URL, and its parameters. */
function serve(router: keyof typeof routers, paths: string[]) {
  const built = routers[router]()
  const sorted = paths.map(segmentsOf).sort(compareSegments)
  for (const segments of sorted) {
    for (const pattern of patternsOf(segments)) {
      built.add(METHOD_NAME_ALL, pattern, formatPath(segments))
    }
  }
  return (url: string) => {
    const { pathname } = new URL(url, 'http://localhost')
    const [[first] = [], stash] = built.match(METHOD_NAME_ALL, pathname)
    if (!first) return undefined
    const params = Object.entries(first[1]).map(([name, value]) => [
      name,
      typeof value === 'number' ? stash?.[value] : value,
    ])
    return [first[0], Object.fromEntries(params.filter(([name]) => !name?.startsWith('$')))]
  }
}

describe('patternsOf', () => {
  it.each([
    ['', ['/']],
    ['api/counter/[id]', ['/api/counter/:id']],
    ['files/[...rest]', ['/files/:rest{.+}']],
    ['files/[[...rest]]', ['/files', '/files/:rest{.+}']],
    ['[[...rest]]', ['/', '/:rest{.+}']],
    ['(shop)/items/(open)/[user-id]', ['/items/:user-id']],
    ['(shop)', ['/']],
    ['.well-known/v1.0/~me', ['/.well-known/v1.0/~me']],
    ['a b', ['/a%20b']],
    ['ü', ['/%C3%BC']],
    ['100%', ['/100%25']],
    ['@me', ['/:$0{\\x40me}']],
  ])('turns %s into %j', (path, expected) => {
    expect(patterns(path)).toEqual(expected)
  })

  it('composes the letters of file names that macOS hands out in parts', () => {
    expect(patterns('u\u0308')).toEqual(patterns('ü'))
  })
})

describe.each(['TrieRouter', 'SmartRouter'] as const)('a %s', (router) => {
  it.each([
    [':id', '/:id', '/x'],
    ['*', '/*', '/x'],
    ['a*', '/a*', '/ab'],
    ['a:b', '/a:b', '/axb'],
    ['{x}', '/%7Bx%7D', '/x'],
    ['@0', '/@0', '/00'],
    ['a|b', '/a|b', '/a'],
    ['a+b', '/a+b', '/aab'],
    ['$metadata', '/$metadata', '/metadata'],
    ['what?', '/what%3F', '/what'],
    ['a#b', '/a%23b', '/a'],
    ['a\\b', '/a%5Cb', '/a/b'],
    ['v1.0', '/v1.0', '/v1x0'],
    ['f(x)', '/f(x)', '/fx'],
    ['50%', '/50%25', '/50'],
    ['%2F', '/%252F', '/%2F'],
    ['a b ', '/a%20b%20', '/a%20b'],
    ['日本', '/日本', '/日'],
  ])('matches the folder "%s" by its text alone', (folder, url, other) => {
    for (const [before, after] of [
      ['', ''],
      ['p/', ''],
      ['[id]/', '/end'],
      ['@1/', '/a+b/[...rest]'],
    ]) {
      const path = `${before}${folder}${after}`
      const find = serve(router, [path, 'other/[id]/x'])
      const fill = (text = '') => text.replace('[id]', '7').replace('[...rest]', 'r/s')
      const address = (middle: string) => `/${fill(before)}${middle.slice(1)}${fill(after)}`
      expect(find(address(url))?.[0], path).toBe(`/${path}`)
      expect(find(address(other)), path).toBe(undefined)
    }
  })

  it('hands over the parameters of the route', () => {
    const find = serve(router, ['a+b/[id]/@0/[...rest]'])
    expect(find('/a+b/7/@0/x/y')).toEqual(['/a+b/[id]/@0/[...rest]', { id: '7', rest: 'x/y' }])
  })

  it('gives a URL to the most specific route', () => {
    const find = serve(router, [
      '[...all]',
      '[a]/[b]',
      '[a]/new',
      'files/[[...rest]]',
      'files/[id]',
      'files/new',
      'files/[id]/raw',
      'files/[id]/[...rest]',
      '[a]',
      '',
    ])
    const expected = {
      '/': '/',
      '/x': '/[a]',
      '/x/new': '/[a]/new',
      '/x/y': '/[a]/[b]',
      '/x/y/z': '/[...all]',
      '/files': '/files/[[...rest]]',
      '/files/new': '/files/new',
      '/files/7': '/files/[id]',
      '/files/7/raw': '/files/[id]/raw',
      '/files/7/x/y': '/files/[id]/[...rest]',
      '/files/new/x': '/files/[id]/[...rest]',
    }
    const found = Object.keys(expected).map((url) => [url, find(url)?.[0]])
    expect(Object.fromEntries(found)).toEqual(expected)
  })

  it('needs something for [...rest] and nothing for [[...rest]]', () => {
    expect(serve(router, ['files/[...rest]'])('/files')).toBe(undefined)
    expect(serve(router, ['files/[[...rest]]'])('/files')).toEqual(['/files/[[...rest]]', {}])
  })
})

describe('parseRoutePath', () => {
  it.each([
    '[id',
    'id]',
    '[]',
    '[...]',
    '[[...]]',
    '[[id]]',
    '[[...rest]',
    '[...rest]]',
    '[id]]',
    '[.rest]',
    '[1d]',
    '[a b]',
    '[a:b]',
    '[$0]',
    '[__proto__]',
    'user-[id]',
    '[id].json',
    '(group',
    '()',
  ])('refuses the folder %s', (folder) => {
    expect(parseRoutePath(['api', folder])).toEqual({
      problem: `"${folder}" is not a valid route folder.`,
      hint: expect.stringContaining('[name], [...name], [[...name]] or (group)'),
    })
  })

  it.each(['[...rest]', '[[...rest]]'])('refuses %s before the end', (folder) => {
    expect(parseRoutePath([folder, 'edit'])).toEqual({
      problem: `The catch-all ${folder} is not the last part of the path.`,
      hint: expect.stringContaining('use [name]'),
    })
    expect(parseRoutePath([folder, '(group)'])).toHaveProperty('segments')
  })

  it('refuses two parameters of one name', () => {
    expect(parseRoutePath(['[id]', 'x', '[...id]'])).toEqual({
      problem: 'The path has two parameters named "id".',
      hint: expect.stringContaining('Rename one'),
    })
  })
})
