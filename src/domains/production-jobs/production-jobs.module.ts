import { Module } from '@nestjs/common';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { OperatorViewsController } from './operator-views/operator-views.controller';
import { OperatorViewsService } from './operator-views/operator-views.service';
import { Assignees } from './paths/assignees';
import { PathsController } from './paths/paths.controller';
import { PathsService } from './paths/paths.service';
import { StepEdits } from './paths/step-edits';
import { StepsController } from './paths/steps.controller';
import { StepsService } from './paths/steps.service';

@Module({
  controllers: [JobsController, PathsController, StepsController, OperatorViewsController],
  providers: [JobsService, PathsService, StepsService, StepEdits, Assignees, OperatorViewsService],
})
export class ProductionJobsModule {}
