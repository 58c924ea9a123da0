import base from './base.css?raw'
import connection from './connection.js?raw'
import elements from './elements.js?raw'
import { serveFiles } from './files'
import frameStyles from './frame.css?raw'
import frame from './frame.js?raw'

export const GET = serveFiles({
  'base.css': base,
  'connection.js': connection,
  'elements.js': elements,
  'frame.css': frameStyles,
  'frame.js': frame,
})
