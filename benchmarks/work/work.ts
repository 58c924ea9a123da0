import type { Bench } from '../runner/bench.ts'
import type { Row } from '../runner/row.ts'

/** One part of the suite; `--only` finds it by a part of its name. */
export interface Work {
  name: string
  measure(bench: Bench): Promise<Row[]>
}
