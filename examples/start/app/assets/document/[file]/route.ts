export { GET } from '../../../../../document/app/assets/document/[file]/route'
