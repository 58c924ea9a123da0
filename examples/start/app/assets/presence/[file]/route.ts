export { GET } from '../../../../../presence/app/assets/presence/[file]/route'
