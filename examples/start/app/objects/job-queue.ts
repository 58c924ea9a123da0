export { default } from '../../../job-queue/app/objects/job-queue'
