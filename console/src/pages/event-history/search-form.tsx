import Button from "@cloudscape-design/components/button";
import DateRangePicker, { type DateRangePickerProps } from "@cloudscape-design/components/date-range-picker";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { ATTRIBUTES, type Search } from "./search";

const RANGES: readonly DateRangePickerProps.RelativeOption[] = [
  { key: "30-minutes", type: "relative", amount: 30, unit: "minute" },
  { key: "1-hour", type: "relative", amount: 1, unit: "hour" },
  { key: "1-day", type: "relative", amount: 1, unit: "day" },
  { key: "7-days", type: "relative", amount: 7, unit: "day" },
];

/** Attribute, value and time range to search events by. */
export function SearchForm({ search, onSearch }: { search: Search; onSearch: (search: Search) => void }) {
  const [draft, setDraft] = useState(search);
  const options = (Object.keys(ATTRIBUTES) as Search["attribute"][]).map((value) => ({ value, label: ATTRIBUTES[value] }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(draft);
      }}
    >
      <SpaceBetween direction="horizontal" size="xs">
        <Select
          ariaLabel="Lookup attribute"
          selectedOption={options.find(({ value }) => value === draft.attribute) ?? null}
          options={options}
          onChange={({ detail }) => setDraft({ ...draft, attribute: detail.selectedOption.value as Search["attribute"] })}
        />
        <Input
          ariaLabel="Value"
          type="search"
          placeholder="Value of the attribute"
          disabled={draft.attribute === "None"}
          value={draft.value}
          onChange={({ detail }) => setDraft({ ...draft, value: detail.value })}
        />
        <DateRangePicker
          ariaLabel="Time range"
          value={draft.range}
          relativeOptions={RANGES}
          placeholder="Any time"
          isValidRange={() => ({ valid: true })}
          onChange={({ detail }) => setDraft({ ...draft, range: detail.value })}
        />
        <Button formAction="submit">Search</Button>
      </SpaceBetween>
    </form>
  );
}
