import { gzipSync } from 'node:zlib'
import type { Bench } from '../runner/bench.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import type { Work } from './work.ts'

/** A worker with one counter, minified and gzipped, less the same worker by hand. */
export const bundleSize: Work = { name: 'bundle size', measure }

async function measure({ counterBundles }: Bench): Promise<Row[]> {
  const bare = gzippedSize(counterBundles.bare)
  const ours = gzippedSize(counterBundles.ours)
  const app = gzippedSize(counterBundles.app)
  const common = { size: '-', unit: 'KB' as const, compareTo: null }
  const whole = (size: number): string => `the whole worker: ${size.toFixed(2)} KB`
  return [
    createRow({
      ...{ ...common, work: 'bundle: what our runtime adds', results: { ours: [ours - bare] } },
      ...{ target: atMost(8), note: `${whole(ours)}, by hand: ${bare.toFixed(2)} KB` },
    }),
    createRow({
      ...{ ...common, work: 'bundle: with @cloudwerk/core and its router' },
      ...{ results: { ours: [app - bare] }, note: whole(app) },
    }),
  ]
}

function gzippedSize(code: string): number {
  return gzipSync(code, { level: 9 }).length / 1024
}
