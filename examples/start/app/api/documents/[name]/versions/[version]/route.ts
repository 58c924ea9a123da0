export {
  GET,
  POST,
} from '../../../../../../../document/app/api/documents/[name]/versions/[version]/route'
