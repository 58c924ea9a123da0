/**
 * The state engine. Its words:
 *
 * - **raw**: the plain values in memory that are stored. Code of the app never gets one.
 * - **view**: the proxy (or Date, or RegExp) that a handler gets in place of a raw object.
 * - **lens**: all that one handler sees of the state; it has one view for each raw object.
 * - **place**: where a lens found a raw object: its parent, and the key there.
 * - **part**: any raw object in the state; what a view shows.
 * - **slot**: what can hold a value: a field, an element, an entry of a Map or Set. A container
 *   numbers its slots. A removed key leaves an empty one, so that no other key moves.
 * - **container**: a part with rows of its own, because it is too long for its parent's row.
 * - **large**: a long text, or bytes; in rows of its own when it is too long for its parent's row.
 * - **page**: consecutive entries of a container, in one row. The last page is the **tail**.
 * - **directory**: rows that list the pages of a container. The tail lists the most recent ones
 *   itself.
 * - **tag**: `{"$":[…]}`, which stands in a row for what cannot be encoded as plain JSON.
 * - **spot**: the container, and the entry of it, whose row shows a change further down.
 * - **mark**: on an entry, that its row must be written; of a state, a position to undo to (a
 *   savepoint).
 * - **prepared**: a raw copy of a value of the app, ready to be put into a slot.
 * - **link**: joins an object of the app and the part that was made from it. Until the handler
 *   ends, what changes in one shows in the other.
 * - **shared part**: a part that was put at several places, or moved. The commit makes copies of
 *   it.
 * - **kept**: a child of the old value that is in the new one too. It keeps its rows.
 * - **succession**: a new value takes the place of an old one and keeps some of its children.
 *   Handlers written as for React do this: after `state.list = [...state.list, item]` each element
 *   is still the same object, and the commit writes the row of the last page, not the whole list.
 *
 * The folders: `views` (what handlers see), `put` (values on their way in), `links`, `changes`
 * (what can be undone), `tree` (the raw values), `pages` (which row has which entry), `format`
 * (what a row says), `operations` (what somebody who sees the state must change to see it as it is; only for
 * `live`).
 */
export { damaged } from './format/damage.ts'
export { canonicalData, decodeData, encodeData, reviveData } from './format/data.ts'
export { type DataVersion, firstVersion, readHeader } from './format/data-version.ts'
export { joinData, sizeOfData } from './format/row-data.ts'
export type { Row, RowData, Rows } from './format/rows.ts'
export { LiveState, type LiveStateOptions } from './live-state.ts'
export { createMask, type ShownKeys } from './operations/mask.ts'
export { type ChangedKeys, ShownState } from './operations/shown-state.ts'
export type { Operation } from './operations/tell-changes.ts'
export type { CommitInfo } from './pages/commit.ts'
export type { Mark } from './tree/tree.ts'
export type { Scope } from './views/lens.ts'
export { step } from './views/place.ts'
export { isSmallData, isView, plain } from './views/plain.ts'
