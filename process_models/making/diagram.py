"""Stages as a diagram: tasks, gateways, joins, pools of other agencies with the messages between."""

from collections.abc import Mapping
from typing import Final

from process_models.making.agencies import department_name, reference
from process_models.making.graph import Element, Flow, MessageFlow, Model, PoolPart
from process_models.making.parallel import Fork
from process_models.making.pools import LEAD, Stretch, lane_id, lane_names, pools_of, stretches
from process_models.making.stages import END, Draft, Exit, Stage
from process_models.making.words import label, slug

_ENDED: Final = "Đã trả kết quả"
_OTHER: Final = "Kết quả khác"
_CORNERS: Final = 3
"""Corners of a gateway that ways may leave by; its fourth is entered."""


def diagram(draft: Draft, found: tuple[Fork, ...], lead_name: str, results: Mapping[str, tuple[str, ...]]) -> Model:
    """The diagram of a draft.

    ``results`` are the required fields of each stage's form: what another agency found out comes back with its answer.
    """
    return _Drawer(draft, found, results).draw(lead_name)


class _Drawer:
    """Builds one model; every edge asks where its target is entered, so joins and calls come by themselves."""

    def __init__(self, draft: Draft, found: tuple[Fork, ...], results: Mapping[str, tuple[str, ...]]) -> None:
        self.draft = draft
        self.forks = found
        self.results = results
        self.model = Model()
        pools = pools_of(draft)
        self.kinds = {key: pool for key, (pool, _) in pools.items()}
        self.agencies = dict(pools.values())
        self.stretches = stretches(draft, self.kinds, found)
        self.stretch_of = {key: one for one in self.stretches for key in one.stages}
        self.lanes: dict[str, str] = {}
        self.joined: dict[tuple[str, str], str] = {}
        self.ends: dict[str, str] = {}

    def draw(self, lead_name: str) -> Model:
        self._pools(lead_name)
        first = self.draft.stages[self.draft.first]
        start = self._element("Start_Submitted", "startEvent", "Hồ sơ được nộp", self._at(first))
        for stage in self.draft.stages.values():
            self._stage(stage)
        self._flow(start.id, self._entry("", first.key))
        for stage in self.draft.stages.values():
            self._ways(stage)
        for stretch in self.stretches:
            self._asks(stretch)
        return self.model

    # -- pools and lanes -----------------------------------------------------------------------------------------

    def _pools(self, lead_name: str) -> None:
        model, stages = self.model, self.draft.stages
        model.pools[LEAD] = PoolPart(id=f"Pool_{LEAD}", process=f"Process_{LEAD}", name=lead_name)
        members: dict[str, list[Stage]] = {LEAD: []}
        for key, stage in stages.items():
            pool = self.kinds.get(key, LEAD)
            members.setdefault(pool, []).append(stage)
        for pool, inside in members.items():
            if pool != LEAD:
                name = label(min((department_name(stage.unit.name) for stage in inside), key=len), 60)
                model.pools[pool] = PoolPart(
                    id=f"Pool_{pool}", process=f"Process_{pool}", name=name, agency=reference(self.agencies[pool])
                )
            people = [stage for stage in inside if not stage.event]
            names = lane_names(people)
            for stage in people:
                lane = lane_id(pool, names[stage.key])
                model.pools[pool].lanes.setdefault(lane, names[stage.key])
                self.lanes[stage.key] = lane
        self._lanes_of_events()

    def _lanes_of_events(self) -> None:
        """What happens by itself stands in the lane of what comes before it."""
        own = [key for key in self.draft.stages if key not in self.kinds]
        last = self.lanes[self.draft.first]
        for key in own:
            stage = self.draft.stages[key]
            if stage.event:
                before = [source for source, _, target in self.draft.edges() if target == key and source in self.lanes]
                inside = [source for source in before if source not in self.kinds]
                self.lanes[key] = self.lanes[inside[0]] if inside else last
            last = self.lanes[key]

    def _at(self, stage: Stage) -> tuple[str, str]:
        """Pool and lane of a stage."""
        return self.kinds.get(stage.key, LEAD), self.lanes[stage.key]

    def _before(self, key: str) -> tuple[str, str]:
        """Pool and lane in the lead where a stretch is asked for: those of the last own stage before it."""
        seen, open_ = {key}, [key]
        while open_:
            here = open_.pop(0)
            for source, way, target in self.draft.edges():
                if target == here and not way.back and source not in seen:
                    if source not in self.kinds:
                        return LEAD, self.lanes[source]
                    seen.add(source)
                    open_.append(source)
        return LEAD, self.lanes[self.draft.first]

    # -- elements ------------------------------------------------------------------------------------------------

    def _element(self, ident: str, tag: str, name: str, at: tuple[str, str]) -> Element:
        made = Element(id=ident, tag=tag, name=name, pool=at[0], lane=at[1])
        self.model.elements[ident] = made
        return made

    def _flow(self, source: str, target: str, name: str = "", condition: str = "") -> Flow:
        number = len(self.model.flows) + 1
        made = Flow(id=f"Flow_{number}", source=source, target=target, name=name, condition=condition)
        self.model.flows.append(made)
        return made

    def _stage(self, stage: Stage) -> None:
        at = self._at(stage)
        stretch = self.stretch_of.get(stage.key)
        if stretch is not None and stretch.head == stage.key:
            self._call(stretch)
        made = self._element(stage.id, "intermediateThrowEvent" if stage.event else "userTask", stage.name, at)
        made.stage = stage.key
        said = {
            "form": "" if stage.event else stage.form,
            "role": stage.role,
            "time": stage.time,
            "clock": stage.clock,
            "fact": stage.fact,
            "letter": stage.letter,
            "register": stage.register,
            "outcomes": " ".join(way.outcome or "forward" for way in stage.exits) if len(stage.exits) > 1 else "",
        }
        made.says = {key: value for key, value in said.items() if value}
        if stage.clock == "start":
            made.says["outcomes"] = "accept"
        if stage.step is not None and stage.step.work != stage.name:
            made.documentation = stage.step.work
        if len(stage.exits) > 1:
            name = (
                "Ý kiến?"
                if stage.role in ("sign", "review")
                else f"Kết quả bước {stage.step.number}"
                if stage.step
                else ""
            )
            self._element(f"Gateway_{stage.key}_Outcome", "exclusiveGateway", name, at)

    def _call(self, stretch: Stretch) -> None:
        """The deciding agency's side of a stretch: ask, and wait for one of the answers."""
        at, number = self._before(stretch.head), stretch.number
        pool, name = self.model.pools[stretch.pool], slug(stretch.pool)
        self.model.messages[f"Message_Request_{number}"] = f"{name}.request.{number}"
        ask = self._element(f"Event_Ask_{number}", "intermediateThrowEvent", f"Chuyển {pool.name}", at)
        ask.message = f"Message_Request_{number}"
        ask.sends = {"applicant": "=applicant", "request_content": "=request_content"}
        source = ask.id
        ways = self._leaving(stretch)
        if len(ways) > 1:
            source = self._element(f"Gateway_Answer_{number}", "eventBasedGateway", f"Chờ {pool.name}", at).id
            self._flow(ask.id, source)
        for stage, way in ways:
            code = self._code(stage, way)
            self.model.messages[f"Message_Answer_{code}"] = f"{name}.answer.{code}"
            said = way.label or ("Chuyển bước sau" if len(ways) > 1 else f"Kết quả từ {pool.name}")
            answer = self._element(f"Event_Answer_{code}", "intermediateCatchEvent", said, at)
            answer.message = f"Message_Answer_{code}"
            self._flow(source, answer.id)
        head = self._at(self.draft.stages[stretch.head])
        start = self._element(f"Start_Asked_{number}", "startEvent", "Nhận đề nghị", head)
        start.message = ask.message
        self._flow(start.id, self.draft.stages[stretch.head].id)
        self.model.message_flows.append(
            MessageFlow(id=f"MessageFlow_Request_{number}", source=ask.id, target=start.id, name="Hồ sơ đề nghị")
        )

    def _leaving(self, stretch: Stretch) -> list[tuple[Stage, Exit]]:
        """The ways that end the other agency's work."""
        return [
            (self.draft.stages[key], way)
            for key in stretch.stages
            for way in self.draft.stages[key].exits
            if not (len(way.targets) == 1 and way.targets[0] in stretch.stages)
        ]

    def _code(self, stage: Stage, way: Exit) -> str:
        return f"{stage.key}_{way.outcome or 'done'}"

    # -- ways ----------------------------------------------------------------------------------------------------

    def _ways(self, stage: Stage) -> None:
        if len(stage.exits) == 1:
            self._way(stage, stage.exits[0], stage.id)
            return
        gateway = self.model.elements[f"Gateway_{stage.key}_Outcome"]
        self._flow(stage.id, gateway.id)
        for number, way in enumerate(stage.exits):
            key = way.outcome or "forward"
            last = way is stage.exits[-1]
            if number and number % (_CORNERS - 1) == 0 and number < len(stage.exits) - 1:
                gateway = self._further(stage, gateway, number)
            flow = self._way(
                stage, way, gateway.id, way.label or "Chuyển bước sau", "" if last else f'=outcome = "{key}"'
            )
            if last:
                gateway.default = flow.id

    def _further(self, stage: Stage, gateway: Element, number: int) -> Element:
        """A gateway for the ways that find no free corner at the one before."""
        ident = f"Gateway_{stage.key}_Outcome_{number // (_CORNERS - 1) + 1}"
        made = self._element(ident, "exclusiveGateway", "", self._at(stage))
        gateway.default = self._flow(gateway.id, made.id, _OTHER).id
        return made

    def _way(self, stage: Stage, way: Exit, source: str, name: str = "", condition: str = "") -> Flow:
        """The flow for one way on; out of a stretch it ends the other agency's process with an answer."""
        stretch = self.stretch_of.get(stage.key)
        inside = stretch is not None and len(way.targets) == 1 and way.targets[0] in stretch.stages
        if stretch is not None and not inside:
            return self._flow(source, self._leave(stretch, stage, way).id, name, condition)
        if stretch is not None:
            return self._flow(source, self.draft.stages[way.targets[0]].id, name, condition)
        return self._onward(stage.key, way, source, self._at(stage), name, condition)

    def _onward(
        self, origin: str, way: Exit, source: str, at: tuple[str, str], name: str = "", condition: str = ""
    ) -> Flow:
        if len(way.targets) == 1:
            return self._flow(source, self._entry(origin, way.targets[0], at), name, condition)
        number = sum(element.tag == "parallelGateway" for element in self.model.elements.values()) + 1
        split = self._element(f"Gateway_Split_{number}", "parallelGateway", "", at)
        flow = self._flow(source, split.id, name, condition)
        for index, target in enumerate(way.targets):
            self._flow(split.id, self._entry(origin, target, at, (way, index)))
        return flow

    def _leave(self, stretch: Stretch, stage: Stage, way: Exit) -> Element:
        code = self._code(stage, way)
        end = self._element(
            f"End_Answer_{code}", "endEvent", f"Đã trả lời: {way.label}" if way.label else "Đã trả lời", self._at(stage)
        )
        end.message = f"Message_Answer_{code}"
        upto = stretch.stages[: stretch.stages.index(stage.key) + 1]
        end.sends = {name: f"={name}" for key in upto for name in self.results.get(key, ())}
        self.model.message_flows.append(
            MessageFlow(
                id=f"MessageFlow_Answer_{code}",
                source=end.id,
                target=f"Event_Answer_{code}",
                name=way.label or "Kết quả",
            )
        )
        return end

    def _asks(self, stretch: Stretch) -> None:
        """How the lead goes on with each answer."""
        for stage, way in self._leaving(stretch):
            answer = self.model.elements[f"Event_Answer_{self._code(stage, way)}"]
            self._onward(stage.key, way, answer.id, (answer.pool, answer.lane))

    # -- where a stage is entered --------------------------------------------------------------------------------

    def _entry(
        self, origin: str, target: str, at: tuple[str, str] = ("", ""), branch: tuple[Exit, int] | None = None
    ) -> str:
        """Id of the element that a way from ``origin`` into ``target`` leads to, through the joins it must wait at."""
        if target == END:
            return self._end(at)
        for fork in self.forks:
            index = self._branch(fork, origin, branch)
            if fork.join == target and index is not None:
                return self._join(fork, index)
        return self._door(target)

    def _branch(self, fork: Fork, origin: str, branch: tuple[Exit, int] | None) -> int | None:
        if branch is not None and branch[0] is fork.way and origin == fork.stage:
            return branch[1]
        return next((index for index, region in enumerate(fork.regions) if origin in region), None)

    def _door(self, key: str) -> str:
        stage = self.draft.stages[key]
        stretch = self.stretch_of.get(key)
        if stretch is not None and stretch.head == key:
            return f"Event_Ask_{stretch.number}"
        return stage.id

    def _join(self, fork: Fork, index: int) -> str:
        """The join of a fork; a branch with several ways into it comes together before."""
        name = f"{fork.stage}_{'_'.join(fork.way.targets)}"
        at = self._at(self.draft.stages[fork.join])
        if at[0] != LEAD:
            at = self._before(fork.join)
        ident = self.joined.get((name, ""))
        if ident is None:
            ident = f"Gateway_Join_{len([1 for _, part in self.joined if part == '']) + 1}"
            self.joined[name, ""] = ident
            self._element(ident, "parallelGateway", "", at)
            self._flow(ident, self._entry(fork.stage, fork.join, at))
        if self._ways_into(fork, index) < 2:
            return ident
        merge = self.joined.get((name, str(index)))
        if merge is None:
            merge = f"Gateway_Merge_{ident.removeprefix('Gateway_Join_')}_{index + 1}"
            self.joined[name, str(index)] = merge
            self._element(merge, "exclusiveGateway", "", at)
            self._flow(merge, ident)
        return merge

    def _ways_into(self, fork: Fork, index: int) -> int:
        region = fork.regions[index]
        return sum(1 for source, _, target in self.draft.edges() if source in region and target == fork.join)

    def _end(self, at: tuple[str, str]) -> str:
        lane = at[1] or self.lanes[self.draft.first]
        found = self.ends.get(lane)
        if found is None:
            found = "End_Returned" if not self.ends else f"End_{len(self.ends) + 1}"
            self.ends[lane] = found
            self._element(found, "endEvent", _ENDED, (LEAD, lane))
        return found
