import { type Account, type Contents, type Copy, changesOf } from './contents.ts'

export function inState(state: Contents): Copy {
  return {
    post(entry) {
      state.entries.push(entry)
      for (const [name, change] of changesOf(entry)) accountOf(state, name).balance += change
    },
    plan(plan) {
      state.plans.push(plan)
    },
    unplan(id) {
      state.plans.splice(
        state.plans.findIndex((plan) => plan.id === id),
        1,
      )
    },
    close(closing) {
      state.entries.splice(0, closing.length)
      for (const [name, change] of closing.flatMap(changesOf)) {
        accountOf(state, name).opening += change
      }
      state.closed += closing.length
    },
  }
}

function accountOf(state: Contents, name: string): Account {
  const account = state.accounts[name]
  if (!account) throw new Error(`The state has no account ${name}.`)
  return account
}
