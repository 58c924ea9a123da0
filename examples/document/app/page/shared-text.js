// @ts-check
/** @import { Change, Edited } from '../protocol.js' */
/** @import { Edit } from './edit.js' */
import { applyEdit, editBetween, moveEdit } from './edit.js'

/**
 * One person's copy of a text that others change too. One change at a time is on its way to the
 * document; text written meanwhile waits, and is moved past what others do.
 *
 * @param {{ content: string, version: number }} state
 * @param {() => string} createId
 */
export function createSharedText({ content, version }, createId) {
  /** The text of `version`. */
  let base = content
  /** `base` with the change that is on its way. */
  let sent = content
  let local = content
  /** @type {{ id: string, edit: Edit } | undefined} */
  let onItsWay

  return {
    get text() {
      return local
    },
    /** The text of `version`. */
    get base() {
      return base
    },
    get version() {
      return version
    },
    get isSaved() {
      return local === base
    },

    /** The text as the person has changed it. @param {string} text */
    write(text) {
      local = text
    },

    /** The next change to send: undefined while one is on its way, or if there is none. @returns {Change | undefined} */
    takeChange() {
      const edit = onItsWay ? undefined : editBetween(base, local)
      if (!edit) return undefined
      onItsWay = { id: createId(), edit }
      sent = local
      return this.sentChange()
    },

    /** The change that was sent and has not come back; sent again, it is applied once. @returns {Change | undefined} */
    sentChange() {
      return onItsWay && { ...onItsWay, version }
    },

    /** The document has refused the change that is on its way. */
    dropChange() {
      onItsWay = undefined
      sent = local = base
    },

    /** @param {Edited} edited The next version. */
    follow({ id, version: next, edit }) {
      base = applyEdit(base, edit)
      version = next
      if (id === onItsWay?.id) {
        onItsWay = undefined
        return
      }
      const before = sent
      if (onItsWay) onItsWay.edit = moveEdit(onItsWay.edit, edit)
      sent = onItsWay ? applyEdit(base, onItsWay.edit) : base
      const waiting = editBetween(before, local)
      const others = editBetween(before, sent)
      local = waiting ? applyEdit(sent, others ? moveEdit(waiting, others) : waiting) : sent
    },
  }
}
