export { GET } from '../../../../chat/app/room/[id]/route'
