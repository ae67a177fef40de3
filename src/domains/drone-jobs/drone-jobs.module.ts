import { Module } from '@nestjs/common';
import { settingsProvider } from '../../kernel/config/read-settings';
import { AlarmIntake } from './alarms/alarm-intake';
import { AlarmSourcesController } from './alarms/alarm-sources.controller';
import { AlarmSourcesService } from './alarms/alarm-sources.service';
import { AlarmsController } from './alarms/alarms.controller';
import { BrokerMetrics } from './broker/broker-metrics';
import { EmbeddedBroker } from './broker/embedded-broker';
import { ExternalBroker } from './broker/external/external-broker';
import { MqttEndpoint } from './broker/mqtt-endpoint';
import { MqttPorts } from './broker/mqtt-ports';
import { MqttSignIn } from './broker/mqtt-sign-in';
import { CommandOutbox } from './commands/command-outbox';
import { Commands } from './commands/commands';
import { Airspaces } from './conflicts/airspaces';
import { ConflictsController } from './conflicts/conflicts.controller';
import { ConflictsService } from './conflicts/conflicts.service';
import { DemoFleet } from './demo-fleet';
import { DeviceGroupsController } from './device-groups/device-groups.controller';
import { DeviceGroupsService } from './device-groups/device-groups.service';
import { DevicesController } from './devices/devices.controller';
import { DevicesService } from './devices/devices.service';
import { EnrolController } from './devices/enrol.controller';
import { Enrolments } from './devices/enrolments';
import { DeviceInbox } from './device-protocol/device-inbox';
import { Rejections } from './device-protocol/rejections';
import { Dispatcher } from './dispatch/dispatcher';
import { FlightPlans } from './dispatch/flight-plans';
import { Refusals } from './dispatch/refusals';
import { DroneSettings } from './drone-settings';
import { EndpointsController } from './endpoints/endpoints.controller';
import { EmergencyStopsController } from './flight-control/emergency-stops.controller';
import { EmergencyStops } from './flight-control/emergency-stops.service';
import { FlightControlController } from './flight-control/flight-control.controller';
import { FlightControl } from './flight-control/flight-control.service';
import { EstimatesController } from './estimates/estimates.controller';
import { EstimatesService } from './estimates/estimates.service';
import { Assignments } from './flights/assignments';
import { Deadlines } from './flights/deadlines';
import { DeviceEvents } from './flights/device-events';
import { FlightLock } from './flights/flight-lock';
import { Links } from './flights/links';
import { Releases } from './flights/releases';
import { Fences } from './geofences/fences';
import { GeofencesController } from './geofences/geofences.controller';
import { GeofencesService } from './geofences/geofences.service';
import { HistoryController } from './history/history.controller';
import { HistoryService } from './history/history.service';
import { CommandWaits } from './http-devices/command-waits';
import { HttpDevicesController } from './http-devices/http-devices.controller';
import { HttpDevicesService } from './http-devices/http-devices.service';
import { JobChanges } from './jobs/job-changes.service';
import { JobQueue } from './jobs/job-queue';
import { JobsController } from './jobs/jobs.controller';
import { JobsService } from './jobs/jobs.service';
import { MapController } from './map/map.controller';
import { DeviceMetrics } from './metrics/device-metrics';
import { FleetMetrics } from './metrics/fleet-metrics';
import { FleetCounts } from './metrics/fleet-counts';
import { MissionsController } from './missions/missions.controller';
import { MissionsService } from './missions/missions.service';
import { PlanFilesController } from './plan-files/plan-files.controller';
import { PlanFilesService } from './plan-files/plan-files.service';
import { Presence } from './presence/presence';
import { SilenceWatch } from './presence/silence-watch';
import { ResourcesController } from './resources/resources.controller';
import { ResourcesService } from './resources/resources.service';
import { DroneRetention } from './retention/retention';
import { ScheduleRuns } from './schedules/schedule-runs';
import { DroneSchedulesController } from './schedules/schedules.controller';
import { SchedulesService } from './schedules/schedules.service';
import { LiveShares } from './shares/live-shares';
import { ShareViewers } from './shares/share-viewers';
import { SharePageController } from './shares/share-page.controller';
import { SharesController } from './shares/shares.controller';
import { SharesService } from './shares/shares.service';
import { StreamSockets } from './sockets/stream-sockets';
import { StreamVisits } from './sockets/stream-visits';
import { AllStreams } from './streams/all-streams';
import { DeviceStreams } from './streams/device-streams';
import { JobStreams } from './streams/job-streams';
import { Streams } from './streams/streams';
import { HeardDevices } from './telemetry/heard-devices';
import { TelemetryBatch } from './telemetry/telemetry-batch';
import { TokensController } from './tokens/tokens.controller';
import { TokensService } from './tokens/tokens.service';

@Module({
  controllers: [
    JobsController,
    DeviceGroupsController,
    GeofencesController,
    EnrolController,
    DevicesController,
    PlanFilesController,
    MissionsController,
    EstimatesController,
    ConflictsController,
    DroneSchedulesController,
    AlarmSourcesController,
    AlarmsController,
    SharesController,
    SharePageController,
    MapController,
    TokensController,
    EndpointsController,
    ResourcesController,
    HttpDevicesController,
    HistoryController,
    FlightControlController,
    EmergencyStopsController,
  ],
  providers: [
    settingsProvider(DroneSettings),
    JobsService,
    JobQueue,
    JobChanges,
    DeviceGroupsService,
    DevicesService,
    Enrolments,
    MissionsService,
    PlanFilesService,
    SchedulesService,
    ScheduleRuns,
    AlarmSourcesService,
    AlarmIntake,
    TokensService,
    DemoFleet,
    Commands,
    CommandOutbox,
    EmergencyStops,
    FlightControl,
    FlightLock,
    Releases,
    Links,
    DeviceEvents,
    Assignments,
    Deadlines,
    Dispatcher,
    FlightPlans,
    Fences,
    GeofencesService,
    EstimatesService,
    Airspaces,
    ConflictsService,
    Refusals,
    FleetCounts,
    DeviceMetrics,
    FleetMetrics,
    DeviceInbox,
    Rejections,
    HeardDevices,
    TelemetryBatch,
    Presence,
    SilenceWatch,
    ResourcesService,
    HttpDevicesService,
    CommandWaits,
    HistoryService,
    DroneRetention,
    JobStreams,
    DeviceStreams,
    Streams,
    AllStreams,
    LiveShares,
    SharesService,
    ShareViewers,
    StreamVisits,
    StreamSockets,
    MqttEndpoint,
    MqttPorts,
    MqttSignIn,
    EmbeddedBroker,
    ExternalBroker,
    BrokerMetrics,
  ],
})
export class DroneJobsModule {}
