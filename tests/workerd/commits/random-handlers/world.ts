import type { KeyStep, Row, SqlStep, StateStep, Step } from './steps.ts'

export interface State {
  log: unknown[]
  fields: Record<string, unknown>
  /** Refused by the schema unless true. */
  fits: boolean
}

interface Table {
  hasExtra: boolean
  rows: Row[]
}

interface Family {
  parents: number[]
  children: { id: number; parent: number }[]
}

/** The contents of an object, as plain data. */
export interface World {
  state: State
  keys: Map<string, unknown>
  tables: Map<string, Table>
  family: Family | undefined
  alarm: number | null
}

export interface Seen {
  state: unknown
  tables: Record<string, unknown>
  /** Undefined, like the alarm, if the handler cannot wait for them. */
  keys: [string, unknown][] | undefined
  alarm: number | null | undefined
}

export const newWorld = (): World => ({
  state: { log: [], fields: {}, fits: true },
  keys: new Map(),
  tables: new Map(),
  family: undefined,
  alarm: null,
})

/** As a handler would see it. */
export function seenIn({ state, keys, tables, family, alarm }: World): Seen {
  const seen: Record<string, unknown> = {}
  for (const [name, { hasExtra, rows }] of tables) {
    const sorted = rows.toSorted((a, b) => a.id - b.id)
    seen[name] = hasExtra ? sorted.map((row) => ({ ...row, extra: null })) : sorted
  }
  if (family) {
    seen.parents = family.parents.toSorted().map((id) => ({ id }))
    seen.children = family.children.toSorted((a, b) => a.id - b.id)
  }
  return {
    state,
    keys: [...keys].sort(([a], [b]) => (a < b ? -1 : 1)),
    tables: seen,
    alarm,
  }
}

/** Whether a child refers to a missing parent. */
export function isOrphaned({ family }: World): boolean {
  return family?.children.some(({ parent }) => !family.parents.includes(parent)) ?? false
}

/** Applies a step to plain data. Returns whether a statement is refused. */
export function applyStep(world: World, step: Step): boolean {
  if ('caught' in step && step.do in statements) return !applySql(world, step as SqlStep)
  if (step.do === 'setAlarm') world.alarm = step.at
  else if (step.do === 'deleteAlarm') world.alarm = null
  else if (step.do === 'put' || step.do === 'putMany' || step.do === 'delete')
    changeKeys(world.keys, step)
  else changeState(world.state, step as StateStep)
  return false
}

function changeKeys(keys: Map<string, unknown>, step: KeyStep): void {
  if (step.do === 'delete') keys.delete(step.key)
  else if (step.do === 'put') keys.set(step.key, structuredClone(step.value))
  else for (const key of step.keys) keys.set(key, structuredClone(step.value))
}

/** Applies a step to plain data, and also to the state of the object. */
export function changeState(state: State, step: StateStep): void {
  const { log, fields } = state
  switch (step.do) {
    case 'push':
      log.push(structuredClone(step.value))
      break
    case 'pop':
      log.pop()
      break
    case 'set':
      fields[step.field] = structuredClone(step.value)
      break
    case 'unset':
      delete fields[step.field]
      break
    case 'deepen':
      deepen(fields, step)
      break
    case 'replace':
      state.fields = { x: structuredClone(step.value) }
      break
    default:
      state.fits = step.do === 'repair'
  }
}

function deepen(
  fields: State['fields'],
  { field, value }: { field: string; value: unknown },
): void {
  const inner = fields[field]
  if (Array.isArray(inner)) inner.splice(1, 1, structuredClone(value))
  else if (typeof inner === 'object' && inner !== null) Object.assign(inner, { added: value })
  else fields[field] = { inner: [inner ?? null, structuredClone(value)] }
}

export const statements: Record<SqlStep['do'], true> = {
  create: true,
  drop: true,
  rename: true,
  addColumn: true,
  insert: true,
  add: true,
  append: true,
  remove: true,
  createFamily: true,
  addParent: true,
  addChild: true,
  removeParent: true,
}

/** Whether the statement is accepted. */
function applySql(world: World, step: SqlStep): boolean {
  const { tables } = world
  switch (step.do) {
    case 'create':
      if (!tables.has(step.table)) tables.set(step.table, { hasExtra: false, rows: [] })
      return true
    case 'drop':
      return tables.delete(step.table)
    case 'createFamily':
      world.family ??= { parents: [], children: [] }
      return true
    case 'addParent':
    case 'addChild':
    case 'removeParent':
      return world.family !== undefined && changeFamily(world.family, step)
    default: {
      const table = tables.get(step.table)
      if (!table) return false
      if (step.do !== 'rename') return changeTable(table, step)
      if (tables.has(step.to)) return false
      tables.delete(step.table)
      tables.set(step.to, table)
      return true
    }
  }
}

function changeFamily(
  family: Family,
  step: Extract<SqlStep, { do: 'addParent' | 'addChild' | 'removeParent' }>,
): boolean {
  if (step.do === 'removeParent') {
    family.parents = family.parents.filter((id) => id !== step.id)
    return true
  }
  if (step.do === 'addParent') {
    if (family.parents.includes(step.id)) return false
    family.parents.push(step.id)
    return true
  }
  if (family.children.some(({ id }) => id === step.id)) return false
  family.children.push({ id: step.id, parent: step.parent })
  return true
}

function changeTable(
  table: Table,
  step: Extract<SqlStep, { do: 'addColumn' | 'insert' | 'add' | 'append' | 'remove' }>,
): boolean {
  switch (step.do) {
    case 'addColumn':
      if (table.hasExtra) return false
      table.hasExtra = true
      return true
    case 'insert':
      return insert(table, step)
    case 'remove':
      table.rows = table.rows.filter(({ id }) => id > step.to)
      return true
    case 'add': {
      const changed = table.rows.filter(({ id }) => id >= step.from)
      if (changed.some(({ n }) => n + step.n >= 10)) return false
      for (const row of changed) row.n += step.n
      return true
    }
    case 'append': {
      const row = table.rows.find(({ id }) => id === step.id)
      if (!row) return true
      const text = row.text + step.text
      if (table.rows.some((other) => other.text === text)) return false
      row.text = text
      return true
    }
  }
}

function insert(table: Table, { rows, or }: Extract<SqlStep, { do: 'insert' }>): boolean {
  const before = structuredClone(table.rows)
  for (const row of rows) {
    const clash = (other: Row): boolean => other.id === row.id || other.text === row.text
    const isRefused = row.n >= 10 || (or !== ' OR REPLACE' && table.rows.some(clash))
    if (isRefused && or === ' OR IGNORE') continue
    if (isRefused) {
      // `OR FAIL` keeps the rows before the refused one.
      if (or !== ' OR FAIL') table.rows = before
      return false
    }
    table.rows = table.rows.filter((other) => !clash(other))
    table.rows.push({ ...row })
  }
  return true
}
