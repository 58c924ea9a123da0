import type { ObjectSql } from '../../definition/object-sql.ts'
import { DurableObjectConfigError } from '../../errors.ts'
import type { ClassSql } from '../features/features.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import type { Turn } from '../turns/turn.ts'
import type { SqlOwner } from './sql.ts'

export interface OpeningOwner extends SqlOwner {
  readonly identity: ObjectIdentity
  /** Defined where handlers reach SQL. */
  readonly sql: ClassSql | undefined
}

/** `ctx.sql` and `ctx.storage.sql`. */
export function openSql(owner: OpeningOwner, turn: Turn): ObjectSql {
  if (owner.sql) return owner.sql.open(owner, turn)
  const { className, fields } = owner.identity
  throw new DurableObjectConfigError(
    `${className} has no ctx.sql. Add sqlite: true to its definition.`,
    fields,
  )
}
