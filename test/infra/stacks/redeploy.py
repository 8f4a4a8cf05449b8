"""Deploys, destroys and deploys again the templates of one environment, in moto: AWS as a Python library imitates it.

    python3 redeploy.py FOLDER

FOLDER is a cloud assembly. Exits 1 where something is in the way of the second deployment, or where what must stay is gone.
"""

import json
import os
import sys
from pathlib import Path

os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION="ap-northeast-1")

import boto3  # noqa: E402
from moto import mock_aws  # noqa: E402

# What has a name, or stays, and what moto makes from a template; it knows no secrets, topic policies and schedules there.
MADE = {
    "AWS::DynamoDB::GlobalTable",
    "AWS::IAM::Role",
    "AWS::KMS::Alias",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::SQS::Queue",
}


def resolved(value):
    """Imports stand for themselves: moto cannot export what it does not make."""
    if isinstance(value, list):
        return [resolved(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "Fn::ImportValue" in value:
        return "arn:aws:kms:ap-northeast-1:123456789012:key/imported"
    return {name: resolved(each) for name, each in value.items()}


def as_moto_takes_it(stack, name, resource):
    properties = resource["Properties"]
    if resource["Type"] == "AWS::KMS::Key":
        properties.pop("Tags", None)
    if properties.get("FifoQueue"):
        properties["QueueName"] = f"{stack}-{name}.fifo"
    if resource["Type"] == "AWS::DynamoDB::GlobalTable":
        kept = ("KeySchema", "AttributeDefinitions", "BillingMode")
        properties = {key: properties[key] for key in kept}
        return {**resource, "Type": "AWS::DynamoDB::Table", "Properties": properties}
    return resource


def template(folder, stack):
    whole = json.loads((folder / f"{stack}.template.json").read_text())
    made = {
        name: as_moto_takes_it(stack, name, resource)
        for name, resource in whole["Resources"].items()
        if resource["Type"] in MADE
    }
    return json.dumps(resolved({**whole, "Resources": made, "Outputs": {}}))


def retained(folder, stack):
    made = json.loads(template(folder, stack))["Resources"].values()
    return sum(1 for resource in made if resource.get("DeletionPolicy") == "Retain")


@mock_aws
def redeploy(folder):
    stacks = sorted((path.name.split(".")[0] for path in folder.glob("*.template.json")), reverse=True)
    cloudformation = boto3.client("cloudformation")
    boto3.client("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String")

    def logs():
        return {group["logGroupName"] for group in boto3.client("logs").describe_log_groups()["logGroups"]}

    def deploy():
        for stack in stacks:
            body = template(folder, stack)
            cloudformation.create_stack(StackName=stack, TemplateBody=body, Capabilities=["CAPABILITY_IAM"])
            status = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
            assert status == "CREATE_COMPLETE", f"{stack}: expected CREATE_COMPLETE, got {status}"

    deploy()
    first = logs()
    for stack in reversed(stacks):
        cloudformation.delete_stack(StackName=stack)
    left = logs()
    tables = boto3.client("dynamodb").list_tables()["TableNames"]
    stays = sum(retained(folder, stack) for stack in stacks) > 0
    assert left == (first if stays else set()), f"expected the logs of before where they stay, got {sorted(left)}"
    assert len(tables) == (1 if stays else 0), f"expected the table of before where it stays, got {tables}"
    deploy()
    again = logs() - left
    assert len(again) == len(first), f"expected {len(first)} new logs, got {sorted(again)}"
    print(f"{', '.join(stacks)}: deployed, destroyed ({len(left)} logs and {len(tables)} tables stayed), deployed again")


if __name__ == "__main__":
    redeploy(Path(sys.argv[1]))
