import { useEffect, useState } from 'react'
import { useList } from './use-list.ts'

const guest = `Guest ${Math.floor(Math.random() * 900) + 100}`

/** Who has the list open. Everybody starts as a guest, and may choose a name. */
export function People({ url }: { url: string }) {
  const { others, setPresence } = useList(url)
  const [name, setName] = useState(() => localStorage.getItem('name') ?? guest)

  useEffect(() => {
    setPresence({ name })
    if (name !== guest) localStorage.setItem('name', name)
  }, [name, setPresence])

  return (
    <p className="people">
      <input
        className="name"
        aria-label="Your name"
        value={name}
        maxLength={40}
        onChange={(event) => setName(event.target.value)}
      />
      {others.map(({ id, name }) => (
        <span className="person" key={id}>
          {String(name)}
        </span>
      ))}
    </p>
  )
}
