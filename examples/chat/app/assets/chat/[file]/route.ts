import { serveFiles } from '../../../../../shared/files'
import messageList from '../../../page/message-list.js?raw'
import messageStyles from '../../../page/messages.css?raw'
import outbox from '../../../page/outbox.js?raw'
import people from '../../../page/people.js?raw'
import roomStyles from '../../../page/room.css?raw'
import room from '../../../page/room.js?raw'

export const GET = serveFiles({
  'message-list.js': messageList,
  'messages.css': messageStyles,
  'outbox.js': outbox,
  'people.js': people,
  'room.css': roomStyles,
  'room.js': room,
})
