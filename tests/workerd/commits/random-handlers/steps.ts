/** A step of a random handler. */
export type Step =
  | StateStep
  | KeyStep
  | SqlStep
  | { do: 'setAlarm'; at: number }
  | { do: 'deleteAlarm' }
  | { do: 'say'; text: string }
  | { do: 'wait'; for: Wait }
  | { do: 'see' }
  | NestStep
  | { do: 'outside'; for: Wait; throws: boolean; caught: boolean }
  | { do: 'sync'; caught: boolean }
  /** The write that fails, counted from here on. */
  | { do: 'breakDisk'; at: number }

export interface NestStep {
  do: 'nest'
  as: Nest
  steps: Step[]
  end: NestEnd
  /** Steps after the rollback. */
  after: Step[]
  caught: boolean
}

/** `break` leaves a state that is refused at the next commit, unless `repair` comes first. */
export type StateStep =
  | { do: 'push'; value: unknown }
  | { do: 'pop' }
  | { do: 'set'; field: string; value: unknown }
  | { do: 'unset'; field: string }
  | { do: 'deepen'; field: string; value: unknown }
  | { do: 'replace'; value: unknown }
  | { do: 'break' }
  | { do: 'repair' }

export type KeyStep =
  | { do: 'put'; key: string; value: unknown; by: By }
  | { do: 'putMany'; keys: string[]; value: unknown; by: By }
  | { do: 'delete'; key: string; by: By }

/** `left`: called and not awaited. */
export type By = 'kv' | 'awaited' | 'left'

export interface Row {
  id: number
  text: string
  n: number
}

/** The handler catches the failure of a statement, or fails. */
export type SqlStep = { caught: boolean } & (
  | { do: 'create'; table: string }
  | { do: 'drop'; table: string }
  | { do: 'rename'; table: string; to: string }
  | { do: 'addColumn'; table: string }
  | { do: 'insert'; table: string; rows: Row[]; or: Or; by: 'run' | 'prepare' | 'unread' }
  | { do: 'add'; table: string; from: number; n: number }
  | { do: 'append'; table: string; id: number; text: string }
  | { do: 'remove'; table: string; to: number }
  | { do: 'createFamily' }
  | { do: 'addParent'; id: number }
  | { do: 'addChild'; id: number; parent: number }
  | { do: 'removeParent'; id: number }
)

export type Or = '' | ' OR IGNORE' | ' OR REPLACE' | ' OR FAIL'
export type Wait = 'microtask' | 'microtasks' | 'get' | 'list' | 'timer' | 'scheduler' | 'call'
/** `savepoint` is this.transaction, the others are of ctx.storage. */
export type Nest = 'savepoint' | 'transaction' | 'transactionSync'
export type NestEnd = 'value' | 'throw' | 'rollback'
export type End = 'value' | 'large' | 'state' | 'throw' | 'unsendable'
/** A plain function, an async function without await, or one with it. */
export type Shape = 'plain' | 'withoutAwait' | 'withAwait'

export interface Handler {
  kind: 'handler'
  shape: Shape
  /** Whether it has never run before, so the runtime does not know how it ends. */
  isNew: boolean
  steps: Step[]
  end: End
}

/** A method of `calls.reads`. */
export interface Look {
  kind: 'look'
  waits: boolean
}

/** Calls that arrive together. */
export interface Batch {
  /** Whether the first write fails. */
  fails: boolean
  calls: (Handler | Look)[]
  /** The alarm handler, which runs after the calls if an alarm is set. */
  alarm: Handler | undefined
  restarts: boolean
}

export type Program = Batch[]
