"""The messages of the SOAP binding, and the names they go by."""

from collections.abc import Mapping

from contracts.problems import ProblemDetails
from contracts.service_3_11_01 import InformationAnswer, InformationRequest
from contracts.soap.shapes import Element, shape_of

NAMESPACE = "urn:lea:service-3-11-01:v1"
"""Of every element of the messages."""
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
"""SOAP 1.1."""
ACTION = "urn:lea:service-3-11-01:v1:information"
"""The `SOAPAction` of the operation."""
PATH = "/soap/v1/information"
"""Where the edge answers; `?wsdl` tells the description, `.xsd` behind it the schema."""

REQUEST = Element("information_request", shape_of(InformationRequest, "validation"))
ANSWER = Element("information_answer", shape_of(InformationAnswer, "serialization"))
PROBLEM = Element("problem_details", shape_of(ProblemDetails, "serialization"))

MESSAGES: Mapping[str, Element] = {message.name: message for message in (REQUEST, ANSWER, PROBLEM)}
