export { GET } from '../../../../../chat/app/room/[id]/live/route'
