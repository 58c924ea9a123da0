export { GET } from '../../../../../chat/app/room/[id]/messages/route'
