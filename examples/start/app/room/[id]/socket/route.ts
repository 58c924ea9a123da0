export { GET } from '../../../../../chat/app/room/[id]/socket/route'
