/** The page of a room: no framework, no build. It reconnects when the server was away. */
export const chatPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Chat</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 40rem; height: 100dvh; margin: auto; padding: 1rem; box-sizing: border-box;
    display: flex; flex-direction: column; gap: 0.75rem }
  h1, ol { margin: 0; padding: 0 }
  ol { flex: 1; overflow-y: auto; list-style: none }
  form, header { display: flex; gap: 0.5rem; align-items: center }
  header h1 { flex: 1 }
  header input { max-width: 9rem }
  input, button { font: inherit; padding: 0.5rem 0.75rem }
  input { flex: 1; min-width: 0 }
  .note { opacity: 0.65 }
</style>
<header>
  <h1 id="room"></h1>
  <label for="name">Name</label>
  <input id="name" maxlength="40" autocomplete="nickname">
</header>
<ol id="messages" role="log" aria-label="Messages" tabindex="0"></ol>
<p id="status" class="note" role="status">Connecting …</p>
<form>
  <input name="text" aria-label="Message" placeholder="Say something" autocomplete="off" autofocus>
  <button>Send</button>
</form>
<script type="module">
  const byId = (id) => document.getElementById(id)
  const room = decodeURIComponent(location.pathname.split('/').at(-1))
  byId('room').textContent = document.title = room
  const name = byId('name')
  name.value = localStorage.name ||= 'Guest ' + Math.floor(Math.random() * 1000)
  let socket

  function show(text, className = '') {
    const line = document.createElement('li')
    Object.assign(line, { textContent: text, className })
    byId('messages').append(line)
    line.scrollIntoView()
  }
  const said = ({ user, text }) => show(user + ': ' + text)
  const handlers = {
    history({ messages }) { byId('messages').replaceChildren(); messages.forEach(said) },
    message: said,
    join: ({ user }) => show(user + ' came in', 'note'),
    leave: ({ user }) => show(user + ' left', 'note'),
  }

  function connect() {
    const query = '?username=' + encodeURIComponent(name.value)
    socket = new WebSocket(location.origin.replace(/^http/, 'ws') + location.pathname + '/socket' + query)
    socket.onopen = () => { byId('status').textContent = 'Connected' }
    socket.onmessage = ({ data }) => { const event = JSON.parse(data); handlers[event.type]?.(event) }
    socket.onclose = () => { byId('status').textContent = 'Reconnecting …'; setTimeout(connect, 1000) }
  }
  connect()

  // The server keeps the name with the socket, so another name takes another socket.
  name.onchange = () => { localStorage.name = name.value; socket.close() }
  document.forms[0].onsubmit = (event) => {
    event.preventDefault()
    const { text } = event.target
    if (!text.value.trim() || socket.readyState !== WebSocket.OPEN) return
    socket.send(JSON.stringify({ type: 'message', text: text.value }))
    text.value = ''
  }
</script>
</html>
`
