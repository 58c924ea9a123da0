import { json, type RouteContext } from '@cloudwerk/core'
import base from '../../../page/base.css?raw'
import connection from '../../../page/connection.js?raw'
import elements from '../../../page/elements.js?raw'
import messageList from '../../../page/message-list.js?raw'
import messageStyles from '../../../page/messages.css?raw'
import roomStyles from '../../../page/room.css?raw'
import room from '../../../page/room.js?raw'

const files: Record<string, string> = {
  'base.css': base,
  'connection.js': connection,
  'elements.js': elements,
  'message-list.js': messageList,
  'messages.css': messageStyles,
  'room.css': roomStyles,
  'room.js': room,
}

/** What the pages load. They are plain modules, which browsers run as they are. */
export function GET(_request: Request, { params }: RouteContext<{ file: string }>) {
  const text = Object.hasOwn(files, params.file) ? files[params.file] : undefined
  if (text === undefined) return json({ error: 'There is no such file' }, { status: 404 })
  const type = params.file.endsWith('.css') ? 'text/css' : 'text/javascript'
  const headers = { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' }
  return new Response(text, { headers })
}
