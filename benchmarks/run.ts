import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { assertRealDisk } from './runner/assert-real-disk.ts'
import { type Bench, withBench } from './runner/bench.ts'
import { checkClock } from './runner/check-clock.ts'
import { checkContenders } from './runner/check-contenders.ts'
import { createReport, writeReport } from './runner/report.ts'
import type { Row } from './runner/row.ts'
import { formatTable } from './runner/table.ts'
import { works } from './work/index.ts'
import type { Work } from './work/work.ts'

const usage = `Usage: npm run bench -- [options]

  --only <text>    only the works with this text in their names; may be repeated
  --quick          fewer rounds and sizes, for development
  --folder <path>  where the data is stored meanwhile, on a real disk (default: the temp folder)
  --list           the names of the works`

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    folder: { type: 'string', default: tmpdir() },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) console.log(usage)
else if (options.list) console.log(works.map(({ name }) => name).join('\n'))
else await run(selectWorks(options.only ?? ['']))

async function run(selected: Work[]): Promise<void> {
  const started = new Date()
  const { quick, folder } = options
  assertRealDisk(folder)
  // Leaving in order ends workerd and removes its data.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
  const rows = await withBench({ quick, folder, progress }, async (bench) => {
    progress('Checking that all contenders give the same answers')
    await checkContenders(bench)
    await checkClock(bench)
    return measureAll(bench, selected)
  })
  const report = createReport({ rows, started, quick })
  const { cpu, cores, load, node, workerd } = report.machine
  console.log(formatTable(rows))
  console.log(
    `\n${report.date}, commit ${report.commit}, ${report.seconds} s${quick ? ', quick' : ''}; ` +
      `${cores} x ${cpu}, load ${load[0]?.toFixed(1)}; node ${node}, workerd ${workerd}`,
  )
  console.log(await writeReport(report))
}

async function measureAll(bench: Bench, selected: Work[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const work of selected) {
    progress(work.name)
    try {
      rows.push(...(await work.measure(bench)))
    } catch (error) {
      // The others are worth having.
      console.error(error)
      process.exitCode = 1
    }
  }
  return rows
}

function selectWorks(texts: string[]): Work[] {
  const selected = works.filter(({ name }) => texts.some((text) => name.includes(text)))
  if (selected.length === 0) throw new Error(`No work is named so. See --list.\n\n${usage}`)
  return selected
}

function progress(text: string): void {
  const time = new Date().toISOString().slice(11, 19)
  process.stderr.write(`${time} ${text}\n`)
}
