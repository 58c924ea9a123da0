import type { Migrated } from '../lifecycle/migrate-classes.ts'

/** What was settled, for a person: one line each. */
export function formatMigrated(migrated: Migrated): string[] {
  const { file, renamed, deleted, made, snippet } = migrated
  if (file === undefined) {
    return ['This app has no wrangler.jsonc yet, so there is nothing to settle.']
  }
  const lines = [
    ...renamed.map(
      ({ from, to }) => `${file}: ${from} is renamed to ${to}. Its objects go on there.`,
    ),
    ...deleted.map(
      (name) =>
        `${file}: ${name} is deleted at the next deploy. What cloudwerk start has stored of it stays on disk until cloudwerk objects delete-data ${name}.`,
    ),
    ...made.map((path) => `Made ${path}, which keeps the stored objects without code.`),
  ]
  if (snippet !== undefined) return [snippet]
  return lines.length > 0 ? lines : ['Nothing to settle: each class of the record is in the code.']
}
