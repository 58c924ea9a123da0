import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { List } from './list.tsx'
import './style.css'

// A list for each address: /?list=party
const list = new URLSearchParams(location.search).get('list') ?? 'groceries'

createRoot(document.querySelector('#root') as Element).render(
  <StrictMode>
    <List name={list} />
  </StrictMode>,
)
