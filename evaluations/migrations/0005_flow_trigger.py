from django.db import migrations

UP = """
CREATE OR REPLACE FUNCTION report_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'expected' THEN
      RAISE EXCEPTION 'report begins as expected, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['expected>submitted', 'submitted>expected', 'submitted>noted']::text[]) THEN
    RAISE EXCEPTION 'report may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER report_flow BEFORE INSERT OR UPDATE ON evaluations_report
  FOR EACH ROW EXECUTE FUNCTION report_flow();
CREATE OR REPLACE FUNCTION difficulty_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'raised' THEN
      RAISE EXCEPTION 'difficulty begins as raised, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['answered>assigned', 'answered>closed', 'assigned>answered', 'raised>assigned']::text[]) THEN
    RAISE EXCEPTION 'difficulty may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER difficulty_flow BEFORE INSERT OR UPDATE ON evaluations_difficulty
  FOR EACH ROW EXECUTE FUNCTION difficulty_flow();
CREATE OR REPLACE FUNCTION case_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN
      RAISE EXCEPTION 'case begins as open, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['decided>in_effect', 'decided>second_look', 'heard>decided', 'heard>dropped', 'notified>dropped', 'notified>heard', 'open>decided', 'open>dropped', 'open>notified', 'second_look>dropped', 'second_look>in_effect']::text[]) THEN
    RAISE EXCEPTION 'case may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER case_flow BEFORE INSERT OR UPDATE ON evaluations_case
  FOR EACH ROW EXECUTE FUNCTION case_flow();
CREATE OR REPLACE FUNCTION campaign_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'planned' THEN
      RAISE EXCEPTION 'campaign begins as planned, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['open>closed', 'planned>open']::text[]) THEN
    RAISE EXCEPTION 'campaign may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER campaign_flow BEFORE INSERT OR UPDATE ON evaluations_campaign
  FOR EACH ROW EXECUTE FUNCTION campaign_flow();
CREATE OR REPLACE FUNCTION evaluation_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'self_report' THEN
      RAISE EXCEPTION 'evaluation begins as self_report, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['decision>cancelled', 'decision>decided', 'decision>scoring', 'reply>cancelled', 'reply>decision', 'scoring>cancelled', 'scoring>reply', 'self_report>cancelled', 'self_report>scoring']::text[]) THEN
    RAISE EXCEPTION 'evaluation may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER evaluation_flow BEFORE INSERT OR UPDATE ON evaluations_evaluation
  FOR EACH ROW EXECUTE FUNCTION evaluation_flow();
CREATE OR REPLACE FUNCTION evaluation_sheet_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'evaluation_sheet begins as draft, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['draft>sealed']::text[]) THEN
    RAISE EXCEPTION 'evaluation_sheet may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER evaluation_sheet_flow BEFORE INSERT OR UPDATE ON evaluations_evaluationsheet
  FOR EACH ROW EXECUTE FUNCTION evaluation_sheet_flow();
"""

DOWN = """
DROP TRIGGER IF EXISTS report_flow ON evaluations_report;
DROP FUNCTION IF EXISTS report_flow();
DROP TRIGGER IF EXISTS difficulty_flow ON evaluations_difficulty;
DROP FUNCTION IF EXISTS difficulty_flow();
DROP TRIGGER IF EXISTS case_flow ON evaluations_case;
DROP FUNCTION IF EXISTS case_flow();
DROP TRIGGER IF EXISTS campaign_flow ON evaluations_campaign;
DROP FUNCTION IF EXISTS campaign_flow();
DROP TRIGGER IF EXISTS evaluation_flow ON evaluations_evaluation;
DROP FUNCTION IF EXISTS evaluation_flow();
DROP TRIGGER IF EXISTS evaluation_sheet_flow ON evaluations_evaluationsheet;
DROP FUNCTION IF EXISTS evaluation_sheet_flow();
"""


class Migration(migrations.Migration):
    """Let the database refuse every state change that the tables of evaluations do not list (frozen copy)."""

    dependencies = [("evaluations", "0004_evaluation_road")]
    operations = [migrations.RunSQL(UP, DOWN)]
