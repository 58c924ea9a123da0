import { join } from 'node:path'
import type { Bench } from '../runner/bench.ts'
import { interleave } from '../runner/interleave.ts'
import { atMost, createRow, type Result, type Row } from '../runner/row.ts'
import { startWorkerd } from '../runner/workerd.ts'
import type { Workload } from './workload.ts'

type Contender = 'ours' | 'bare'
type Span = 'first request' | 'from spawn to first answer'

const spans: Span[] = ['first request', 'from spawn to first answer']

/** How long a new process takes until a counter has answered, which is a cold start without a network. */
export const startUp: Workload = { name: 'start-up', measure }

async function measure(bench: Bench): Promise<Row[]> {
  const { counterBundles, progress, quick } = bench
  const taken = new Map<string, number[]>()
  const contenders: Contender[] = ['bare', 'ours']
  const modules = { bare: { 'index.js': counterBundles.bare }, ours: counterBundles.app }
  const measures = new Map(
    contenders.map((name) => [
      name,
      async (): Promise<number> => {
        progress(`start-up: ${name}`)
        const times = await bench.withFolder((folder) => startOnce(folder, modules[name]))
        for (const span of spans)
          taken.set(`${name} ${span}`, [...timesOf(name, span), times[span]])
        return times['first request']
      },
    ]),
  )
  const timesOf = (name: Contender, span: Span) => taken.get(`${name} ${span}`) ?? []
  const rounds = quick ? 10 : 40
  const outcomes = await interleave(measures, { rounds, warmUp: 2 })
  return spans.map((span) => {
    const results = [...outcomes].map(([name, outcome]): [Contender, Result] => [
      name,
      Array.isArray(outcome) ? timesOf(name, span).slice(-rounds) : outcome,
    ])
    return createRow({
      ...{ workload: `start-up: ${span}`, size: '-', unit: 'ms', compareTo: 'bare' },
      ...{ results: Object.fromEntries(results) },
      ...(span === 'first request' ? { target: atMost(1.2) } : {}),
      note: 'a new process each time; the object is new too, and is stored',
    })
  })
}

async function startOnce(
  folder: string,
  modules: Record<string, string>,
): Promise<Record<Span, number>> {
  const begin = performance.now()
  const { 'index.js': code = '', ...others } = modules
  const worker = { name: 'counter', module: 'index.js', classNames: ['Counter'], code, others }
  const workerd = await startWorkerd(join(folder, 'start-up'), [
    { ...worker, bindings: { Counter: 'COUNTER' } },
  ])
  try {
    const ready = performance.now()
    const url = `http://127.0.0.1:${workerd.port('counter')}/api/counter/one`
    const response = await fetch(url, { method: 'POST' })
    const answer = await response.text()
    if (!response.ok) throw new Error(`The counter answered ${response.status}: ${answer}`)
    const end = performance.now()
    return { 'first request': end - ready, 'from spawn to first answer': end - begin }
  } finally {
    await workerd.stop()
  }
}
