const output = document.querySelector('output')

async function show(): Promise<void> {
  const response = await fetch('/api/counter/page', { method: 'POST' })
  if (output) output.textContent = await response.text()
}

show()
