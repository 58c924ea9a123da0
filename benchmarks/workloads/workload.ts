import type { Bench } from '../runner/bench.ts'
import type { Row } from '../runner/row.ts'

/** One part of the benchmark suite. `--only` matches part of its name. */
export interface Workload {
  name: string
  measure(bench: Bench): Promise<Row[]>
}
