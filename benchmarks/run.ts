import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { installPeers, peerVersions } from './peers/install.ts'
import { publish } from './publish/publish.ts'
import { assertRealDisk } from './runner/assert-real-disk.ts'
import { type Bench, withBench } from './runner/bench.ts'
import { checkClock } from './runner/check-clock.ts'
import { checkContenders } from './runner/check-contenders.ts'
import { createReport, writeReport } from './runner/report.ts'
import type { Row } from './runner/row.ts'
import { formatTable } from './runner/table.ts'
import { workloads } from './workloads/index.ts'
import type { Workload } from './workloads/workload.ts'

const usage = `Usage: npm run bench -- [options]

  --only <text>    run only workloads whose name contains this text; can be repeated
  --quick          fewer rounds and sizes, for development
  --folder <path>  folder for the temporary data, on a real disk (default: the temp folder)
  --peers          also measure other libraries, which are installed into benchmarks/peers
  --publish        write the table into benchmarks/README.md and the picture into docs/images
  --list           list the workloads`

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    folder: { type: 'string', default: tmpdir() },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) console.log(usage)
else if (options.list) console.log(workloads.map(({ name }) => name).join('\n'))
else await run(selectWorkloads(options.only ?? ['']))

async function run(selected: Workload[]): Promise<void> {
  const started = new Date()
  const { quick, peers, folder } = options
  assertRealDisk(folder)
  // process.exit runs the handlers that stop workerd and remove its data.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
  if (peers) {
    progress(`Installing ${peerVersions().join(', ')}`)
    installPeers()
  }
  const rows = await withBench({ quick, peers, folder, progress }, async (bench) => {
    progress('Checking that all contenders return the same results')
    await checkContenders(bench)
    await checkClock(bench)
    return measureAll(bench, selected)
  })
  const report = createReport({ rows, started, quick })
  const { cpu, cores, load, node, workerd } = report.machine
  const description =
    `${report.date}, commit ${report.commit}, ${report.seconds} s${quick ? ', quick' : ''}; ` +
    `${cores} x ${cpu}, load ${load[0]?.toFixed(1)}; node ${node}, workerd ${workerd}`
  console.log(`${formatTable(rows)}\n\n${description}`)
  console.log(await writeReport(report))
  if (options.publish) await publish(report, description)
}

async function measureAll(bench: Bench, selected: Workload[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const workload of selected) {
    progress(workload.name)
    try {
      rows.push(...(await workload.measure(bench)))
    } catch (error) {
      // The other workloads are still worth measuring.
      console.error(error)
      process.exitCode = 1
    }
  }
  return rows
}

function selectWorkloads(texts: string[]): Workload[] {
  const selected = workloads.filter(({ name }) => texts.some((text) => name.includes(text)))
  if (selected.length === 0) throw new Error(`No workload matches --only. See --list.\n\n${usage}`)
  return selected
}

function progress(text: string): void {
  const time = new Date().toISOString().slice(11, 19)
  process.stderr.write(`${time} ${text}\n`)
}
