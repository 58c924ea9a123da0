import { describe, expect, it } from 'vitest'
import { createRouter } from './router.ts'

function routerOf(...patterns: string[]): (pathname: string) => [string, object] | undefined {
  const routes = patterns.map((pattern) => ({ file: pattern, patterns: [pattern], module: {} }))
  const find = createRouter(routes)
  return (pathname) => {
    const match = find(pathname)
    return match && [match.route.file, match.params]
  }
}

describe('the router', () => {
  it('takes the first route that matches, whatever follows', () => {
    const find = routerOf('/users/me', '/users/:id', '/users/:name')
    expect(find('/users/me')).toEqual(['/users/me', {}])
    expect(find('/users/ann')).toEqual(['/users/:id', { id: 'ann' }])
  })

  it('finds nothing for other paths', () => {
    const find = routerOf('/users/:id')
    for (const path of ['/', '/users', '/users/a/b', '/user/a']) expect(find(path)).toBeUndefined()
  })

  it('takes a path with and without a slash at its end', () => {
    const find = routerOf('/', '/users/:id')
    expect(find('/')).toEqual(['/', {}])
    expect(find('/users/ann/')).toEqual(['/users/:id', { id: 'ann' }])
  })

  it('decodes parameters once, and leaves malformed escapes as they are', () => {
    const find = routerOf('/users/:id')
    expect(find('/users/a%20b%252F')).toEqual(['/users/:id', { id: 'a b%2F' }])
    expect(find('/users/%E0%A4%A')).toEqual(['/users/:id', { id: '%E0%A4%A' }])
  })

  it('leaves out the parameters that stand for literal text', () => {
    const find = routerOf('/files/:$0{a[.]b}/:name')
    expect(find('/files/a.b/c')).toEqual(['/files/:$0{a[.]b}/:name', { name: 'c' }])
    expect(find('/files/axb/c')).toBeUndefined()
  })

  it('matches all patterns of a route', () => {
    const find = createRouter([{ file: 'one', patterns: ['/a', '/a/:rest{.+}'], module: {} }])
    expect(find('/a')?.params).toEqual({})
    expect(find('/a/b/c')?.params).toEqual({ rest: 'b/c' })
  })
})
