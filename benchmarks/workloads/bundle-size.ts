import { gzipSync } from 'node:zlib'
import { measureClient } from '../../scripts/client-size.ts'
import type { Bench } from '../runner/bench.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import type { Workload } from './workload.ts'

/**
 * The minified and gzipped size of a worker with one counter, minus that of a hand-written one; and what the
 * client adds to a page.
 */
export const bundleSize: Workload = { name: 'bundle size', measure }

async function measure({ counterBundles }: Bench): Promise<Row[]> {
  const bare = gzippedSize(counterBundles.bare)
  const ours = gzippedSize(counterBundles.ours)
  const app = gzippedSize(Object.values(counterBundles.app).join('\n'))
  const peers = Object.fromEntries(
    [...counterBundles.peers].map(([name, code]) => [name, [gzippedSize(code) - bare]]),
  )
  const common = { size: '-', unit: 'KB' as const, compareTo: null }
  const complete = (size: number): string => `the complete worker: ${size.toFixed(2)} KB`
  return [
    createRow({
      ...{ ...common, workload: 'bundle: what our runtime adds', results: { ours: [ours - bare] } },
      note: `${complete(ours)}, hand-written: ${bare.toFixed(2)} KB`,
    }),
    createRow({
      ...{ ...common, workload: 'bundle: an app with a counter and a route' },
      ...{ results: { ours: [app - bare], ...peers }, target: atMost(22), note: complete(app) },
    }),
    ...(await measureClient()).map(({ name, size, atMost: most }) =>
      createRow({
        ...{ ...common, workload: `bundle: @cloudwerk/${name} in a page` },
        ...{ results: { ours: [size] }, target: atMost(most) },
      }),
    ),
  ]
}

function gzippedSize(code: string): number {
  return gzipSync(code, { level: 9 }).length / 1024
}
