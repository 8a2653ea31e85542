import { describe } from 'vitest'
import { describeCallbacks } from './conformance/callbacks.ts'
import { describeClaiming } from './conformance/claim.ts'
import { describeDocuments } from './conformance/documents.ts'
import { describeEndpoints } from './conformance/endpoints.ts'
import { describeEnqueueing } from './conformance/enqueue.ts'
import { describeLeasing } from './conformance/lease.ts'
import { describeLifecycle } from './conformance/lifecycle.ts'
import { describeLimits } from './conformance/limits.ts'
import { describeNotices } from './conformance/notices.ts'
import { describeOperating } from './conformance/operator.ts'
import { describePauses } from './conformance/pause.ts'
import { describePruning } from './conformance/prune.ts'
import { describeReading } from './conformance/read.ts'
import { describeRecording } from './conformance/record.ts'
import { describeReplaying } from './conformance/replay.ts'
import { describeSecrets } from './conformance/secrets.ts'
import { describeStatistics } from './conformance/statistics.ts'
import { useStore } from './conformance/subject.ts'
import type { OpenStore } from './conformance/subject.ts'
import { describeSubscribers } from './conformance/subscribers.ts'
import { describeMeasuring, describeTracing } from './conformance/telemetry.ts'
import { describeRandomWalk } from './conformance/walk.ts'

/** Every sentence of `Store`, as tests: each store runs all of them. */
export function describeStore(name: string, openStore: OpenStore): void {
  describe(`the store ${name}`, () => {
    const subject = useStore(openStore)
    describe('lifecycle', () => {
      describeLifecycle(subject)
    })
    describe('endpoints', () => {
      describeEndpoints(subject)
    })
    describe('secrets of the whole store', () => {
      describeSecrets(subject)
    })
    describe('subscribers of the whole store', () => {
      describeSubscribers(subject)
    })
    describe('enqueue', () => {
      describeEnqueueing(subject)
    })
    describe('enqueue with an offer', () => {
      describeLeasing(subject)
    })
    describe('claim, release, nextDueAt', () => {
      describeClaiming(subject)
    })
    describe('claimLimited, cancelDelivery', () => {
      describeLimits(subject)
    })
    describe('pauses', () => {
      describePauses(subject)
    })
    describe('notices', () => {
      describeNotices(subject)
    })
    describe('record', () => {
      describeRecording(subject)
    })
    describe('reading', () => {
      describeReading(subject)
    })
    describe('callbacks', () => {
      describeCallbacks(subject)
    })
    describe('replaying', () => {
      describeReplaying(subject)
    })
    describe('pruning', () => {
      describePruning(subject)
    })
    describe('statistics', () => {
      describeStatistics(subject)
    })
    describe('all tenants together', () => {
      describeOperating(subject)
    })
    describe('measuring', () => {
      describeMeasuring(subject)
    })
    describe('tracing', () => {
      describeTracing(subject)
    })
    describe('documents', () => {
      describeDocuments(subject)
    })
    describe('random walk', () => {
      describeRandomWalk(subject)
    })
  })
}
