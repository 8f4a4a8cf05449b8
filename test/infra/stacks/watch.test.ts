import { Match } from 'aws-cdk-lib/assertions'
import { StateMachine } from 'aws-local-stepfunctions'
import { describe, expect, test } from 'vitest'
import { paperSaid, synthesize, watchDefinition } from './synthesized.ts'

const { app } = synthesize('paper', paperSaid)

describe('the watch', () => {
  const definition = watchDefinition(app)
  const inside = definition.States['Each position'].ItemProcessor.States

  test('is an Express state machine in JSONPath that is ended after 170 seconds', () => {
    app.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'EXPRESS',
      LoggingConfiguration: { Level: 'ERROR' },
    })
    expect(definition.QueryLanguage ?? 'JSONPath').toBe('JSONPath')
    expect(definition.TimeoutSeconds).toBe(170)
  })

  test('is valid in the States Language', () => {
    expect(() => new StateMachine(definition, { validationOptions: { checkArn: false } })).not.toThrow()
    const broken = { ...definition, StartAt: 'Nowhere' }
    expect(() => new StateMachine(broken, { validationOptions: { checkArn: false } })).toThrow(/invalid/)
  })

  test('calls survey with its execution’s id, and again five seconds after a failure', () => {
    const { Survey } = definition.States
    expect(Survey.TimeoutSeconds).toBe(2)
    expect(Survey.Parameters.Payload).toEqual({
      'execution.$': '$$.Execution.Id',
      'startedAt.$': '$$.Execution.StartTime',
    })
    const after = definition.States[Survey.Catch[0].Next]
    expect([Survey.Catch[0].ErrorEquals, after.Seconds, after.Next]).toEqual([['States.ALL'], 5, 'Survey'])
  })

  test('inspects each position and closes those that inspect names, in less than a tick', () => {
    const each = definition.States['Each position']
    expect([each.ItemsPath, each.ResultPath]).toEqual(['$.positions', null])
    const told = inside[inside.Inspect.Next]
    expect(told.Choices[0]).toMatchObject({ Variable: '$.close', IsPresent: true })
    const close = inside[told.Choices[0].Next]
    expect(close.Parameters['Payload.$']).toBe('$.close')
    expect([inside.Inspect.TimeoutSeconds, close.TimeoutSeconds]).toEqual([4, 3])
  })

  test('looks once at its wake’s positions and ends, whatever survey answers', () => {
    const [woken] = definition.States[definition.StartAt].Choices
    expect(woken).toMatchObject({ Variable: '$.only', IsPresent: true, Next: 'Survey the woken' })
    expect(definition.States[definition.StartAt].Default).toBe('Survey')
    const survey = definition.States[woken.Next]
    expect(survey.Parameters.FunctionName).toEqual(definition.States.Survey.Parameters.FunctionName)
    expect(survey.Parameters.Payload).toMatchObject({ 'execution.$': '$$.Execution.Id', 'wake.$': '$' })
    const once = definition.States[survey.Next]
    expect([once.Result, once.ResultPath, once.Next]).toEqual([false, '$.again', 'Each position'])
    expect(definition.States[survey.Catch[0].Next].Type).toBe('Succeed')
  })

  test('continues with the others if one position fails', () => {
    const tasks = Object.values<{ Type: string; Catch?: unknown; Retry?: unknown[] }>(inside).filter(
      s => s.Type === 'Task',
    )
    for (const task of tasks) expect(task.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'] }])
  })

  test('retries throttling once and nothing else', () => {
    for (const task of [
      definition.States.Survey,
      definition.States['Survey the woken'],
      inside.Inspect,
      inside['Close and clean up'],
    ]) {
      expect(task.Retry).toMatchObject([{ ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 1 }])
    }
  })

  test('continues at the time that survey names, until survey ends it', () => {
    const [choice] = definition.States['Again?'].Choices
    expect(choice).toMatchObject({ Variable: '$.again', BooleanEquals: true })
    expect(definition.States[choice.Next]).toMatchObject({ TimestampPath: '$.next', Next: 'Survey' })
  })

  test('is started every minute, with a minute of retries and a queue for the starts that fail', () => {
    app.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: {
        DeadLetterConfig: Match.anyValue(),
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
      },
    })
  })
})
