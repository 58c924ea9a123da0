import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { assertRunningVite, assertVite } from './check-vite.ts'

function projectWith(installed: string | undefined): string {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-vite-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  if (installed === undefined) return root
  mkdirSync(join(root, 'node_modules/vite'), { recursive: true })
  writeFileSync(join(root, 'node_modules/vite/package.json'), `{ "version": "${installed}" }`)
  return root
}

test.each(['7.3.8', '9.0.0-beta.1'])(
  'a project with Vite %s is refused, with the version that it has and the one that it needs',
  (installed) => {
    expect(() => assertVite(projectWith(installed))).toThrow(
      expect.objectContaining({
        message: `This project has Vite ${installed}, but @cloudwerk/dev needs Vite 8.`,
        hint: `Run npm install --save-dev vite@${version}.`,
      }),
    )
    expect(() => assertRunningVite(installed)).toThrow(`has Vite ${installed}`)
  },
)

test.each([undefined, version, '8.99.0'])('a project with Vite %s is fine', (installed) => {
  assertVite(projectWith(installed))
})

test('a Vite that does not give its version is too old', () => {
  expect(() => assertRunningVite(undefined)).toThrow('has Vite 6 or older')
})
