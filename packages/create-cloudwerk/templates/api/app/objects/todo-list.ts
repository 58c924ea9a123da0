import { defineDurableObject } from '@cloudwerk/durable-object'

interface Todo {
  id: number
  text: string
  done: boolean
}

export default defineDurableObject({
  init: () => ({ nextId: 1, todos: [] as Todo[] }),

  methods: {
    async list() {
      return this.state.todos
    },

    async add(text: string) {
      const todo = { id: this.state.nextId++, text, done: false }
      this.state.todos.push(todo)
      return todo
    },

    async setDone(id: number, done: boolean) {
      const todo = this.state.todos.find((candidate) => candidate.id === id)
      if (todo) todo.done = done
      return todo
    },

    async remove(id: number) {
      const before = this.state.todos.length
      this.state.todos = this.state.todos.filter((todo) => todo.id !== id)
      return this.state.todos.length < before
    },
  },
})
