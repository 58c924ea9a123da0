import { type FormEvent, useState } from 'react'
import { People } from './people.tsx'
import { useList } from './use-list.ts'

export function List({ name }: { name: string }) {
  const url = `/lists/${encodeURIComponent(name)}/live`
  const { state, status, calls } = useList(url)
  const [problem, setProblem] = useState('')

  const attempt = (call: Promise<unknown>) => {
    setProblem('')
    call.catch((error: Error) => setProblem(error.message))
  }

  function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const text = String(new FormData(form).get('text')).trim()
    if (text) attempt(calls.add(crypto.randomUUID(), text))
    form.reset()
  }

  return (
    <main>
      <h1>{name}</h1>
      <People url={url} />
      <form onSubmit={add}>
        <input name="text" aria-label="New item" placeholder="What is missing?" maxLength={200} />
        <button type="submit">Add</button>
      </form>
      <p className="problem" role="alert">
        {problem}
      </p>
      <ul>
        {state?.items.map((item) => (
          <li key={item.id}>
            <label>
              <input
                type="checkbox"
                checked={item.done}
                onChange={(event) => attempt(calls.setDone(item.id, event.target.checked))}
              />
              <span>{item.text}</span>
            </label>
            <button
              type="button"
              aria-label={`Remove ${item.text}`}
              onClick={() => attempt(calls.remove(item.id))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <p className="status" role="status">
        {words[status]}
      </p>
    </main>
  )
}

const words = {
  connecting: 'Connecting …',
  live: 'Live',
  stale: 'The server is gone. What you do is sent when it is back.',
  closed: 'Closed',
}
