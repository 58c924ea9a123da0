import { expect, test } from 'vitest'
import { fromDrizzle } from './index.ts'

test('the steps are in the order of the journal, with the names of the migrations', () => {
  const entries = [
    { idx: 1, version: '6', when: 2, tag: '0001_done', breakpoints: true },
    { idx: 0, version: '6', when: 1, tag: '0000_notes', breakpoints: true },
  ]
  const migrations = {
    m0000:
      'CREATE TABLE `notes` (`id` integer);\n--> statement-breakpoint\nCREATE INDEX a ON notes (id);',
    m0001: 'ALTER TABLE `notes` ADD `done` integer;',
  }
  expect(fromDrizzle({ journal: { entries }, migrations })).toEqual([
    { name: '0000_notes', up: migrations.m0000 },
    { name: '0001_done', up: migrations.m0001 },
  ])
})

test('a migration whose text is missing is an error that names it', () => {
  const journal = { entries: [{ idx: 12, tag: '0012_lost' }] }
  expect(() => fromDrizzle({ journal, migrations: {} })).toThrow(/0012_lost.*m0012/)
})
