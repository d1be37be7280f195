import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Input from "@cloudscape-design/components/input";

export interface Tag {
  key: string;
  value: string;
}

interface Properties {
  tags: readonly Tag[];
  onChange: (tags: readonly Tag[]) => void;
}

/** Pairs of key and value. */
export function TagsEditor({ tags, onChange }: Properties) {
  const change = (position: number, changed: Partial<Tag>) =>
    onChange(tags.map((tag, other) => (other === position ? { ...tag, ...changed } : tag)));
  return (
    <AttributeEditor
      items={tags}
      addButtonText="Add new tag"
      removeButtonText="Remove"
      empty="No tags."
      onAddButtonClick={() => onChange([...tags, { key: "", value: "" }])}
      onRemoveButtonClick={({ detail }) => onChange(tags.filter((_, position) => position !== detail.itemIndex))}
      definition={[
        {
          label: "Key",
          control: (tag, position) => (
            <Input
              value={tag.key}
              ariaLabel={`Key of tag ${position + 1}`}
              onChange={({ detail }) => change(position, { key: detail.value })}
            />
          ),
        },
        {
          label: "Value - optional",
          control: (tag, position) => (
            <Input
              value={tag.value}
              ariaLabel={`Value of tag ${position + 1}`}
              onChange={({ detail }) => change(position, { value: detail.value })}
            />
          ),
        },
      ]}
    />
  );
}
