import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Report } from '../runner/report.ts'
import { formatTable } from '../runner/table.ts'
import { drawAppends, type Theme } from './picture.ts'

const [start, end] = ['<!-- measured -->', '<!-- /measured -->']
const themes: Theme[] = ['light', 'dark']

/** Writes the table into the README of the benchmarks, and the picture of the appends into the docs. */
export async function publish(report: Report, description: string): Promise<void> {
  const readme = inRepository('benchmarks/README.md')
  const text = await readFile(readme, 'utf8')
  const [before, rest = ''] = text.split(start)
  const [, after] = rest.split(end)
  if (after === undefined) throw new Error(`${readme} has no lines ${start} and ${end}.`)
  const table = ['```text', formatTable(report.rows), '', description, '```'].join('\n')
  await writeFile(readme, `${before}${start}\n\n${table}\n\n${end}${after}`)
  const appends = report.rows.filter(({ workload }) => workload === 'append 200 B')
  if (appends.length < 2) throw new Error('The picture needs the workload "append 200 B".')
  await mkdir(inRepository('docs/images'), { recursive: true })
  for (const theme of themes) {
    await writeFile(inRepository(`docs/images/append-${theme}.svg`), drawAppends(appends, theme))
  }
}

function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
